// <pocketsphinx/pocketsphinx.h> asks for this header without its folder; this leads the way.
#include <pocketsphinx/cmdln_macro.h>
