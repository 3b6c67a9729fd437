// The package manager wants one source file; all there is stands in the headers.
#include "shim.h"
