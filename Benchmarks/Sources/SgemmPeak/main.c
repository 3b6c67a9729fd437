// What oneDNN's sgemm reaches by itself on one thread: the ceiling of the training benchmark.
//
// Prints a line of JSON for each shape: rows, inner, columns, GFLOP/s (the best of some rounds of a tenth of a second).
#include <oneapi/dnnl/dnnl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void omp_set_num_threads(int count);

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

int main(void) {
    // A GRU step's product at 16, 32 and 128 rows, the inputs' product of a long run, and two large squares.
    static const int shapes[][3] = {
        {16, 200, 600}, {32, 200, 600}, {128, 200, 600}, {2048, 200, 600}, {1024, 1024, 1024}, {2048, 2048, 2048},
    };
    omp_set_num_threads(1);
    for (unsigned which = 0; which < sizeof shapes / sizeof *shapes; which++) {
        int rows = shapes[which][0], inner = shapes[which][1], columns = shapes[which][2];
        float *a = aligned_alloc(64, sizeof(float) * rows * inner);
        float *b = aligned_alloc(64, sizeof(float) * inner * columns);
        float *c = aligned_alloc(64, sizeof(float) * rows * columns);
        if (!a || !b || !c) return 1;
        for (int i = 0; i < rows * inner; i++) a[i] = (i % 17) * 0.1f;
        for (int i = 0; i < inner * columns; i++) b[i] = (i % 13) * 0.1f;
        double best = 0;
        for (int round = 0; round < 8; round++) {
            double start = now(), spent = 0;
            long products = 0;
            while ((spent = now() - start) < 0.1) {
                dnnl_sgemm('N', 'N', rows, columns, inner, 1, a, inner, b, columns, 0, c, columns);
                products++;
            }
            double rate = 2e-9 * rows * inner * columns * products / spent;
            if (rate > best) best = rate;
        }
        printf("{\"rows\":%d,\"inner\":%d,\"columns\":%d,\"gflops\":%.1f}\n", rows, inner, columns, best);
        free(a);
        free(b);
        free(c);
    }
    return 0;
}
