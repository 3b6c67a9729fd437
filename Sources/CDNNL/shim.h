#pragma once

// oneDNN 2.6 (Debian's libdnnl-dev), which has no pkg-config file, and the one function of its OpenMP runtime that is
// needed to keep a product on the thread that asked for it. GCC's omp.h is not on clang's search path.
#include <oneapi/dnnl/dnnl.h>

void omp_set_num_threads(int count);
