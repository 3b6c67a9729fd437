// pocketsphinx 0.8+5prealpha, the speech recogniser of Debian 12. Debian: libpocketsphinx-dev.
//
// A target with headers of its own, not a system library target: pkg-config's answer for pocketsphinx also links
// libsphinxad, and with it the sound server, which reading files does not need. The headers need one more include folder
// than the compiler searches, so five of them are forwarded from here.
#ifndef CPOCKETSPHINX_SHIM_H
#define CPOCKETSPHINX_SHIM_H

#include <pocketsphinx/pocketsphinx.h>
#include <sphinxbase/err.h>
#include <sphinxbase/fe.h>

// Nothing of the library is printed. Stands for err_set_callback(NULL, NULL), whose callback type is variadic, and
// err_set_logfp(NULL), without which the table of options is printed all the same.
static inline void sphinx_silence(void) {
    err_set_callback(NULL, NULL);
    err_set_logfp(NULL);
}

#endif
