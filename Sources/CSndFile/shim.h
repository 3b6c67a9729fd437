// libsndfile: decodes WAV, FLAC, Ogg, MP3, AIFF and more. Debian: libsndfile1-dev.
#include <sndfile.h>
