// mallinfo2, which Glibc's own module lacks: what malloc has handed out, for tests of memory use.
#include <malloc.h>
