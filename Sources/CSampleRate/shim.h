// libsamplerate: band-limited sample rate conversion. Debian: libsamplerate0-dev.
#include <samplerate.h>
