/* measure RUNS OUTPUT COMMAND... - runs COMMAND, its output going to the file OUTPUT, and prints the medians:
 * CPU seconds (user and system), wall seconds, peak memory in MB. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 1000 };
static double cpu[RUNS_MAX], wall[RUNS_MAX], memory[RUNS_MAX];

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void become(const char *output, char **command)
{
    int file = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0 || dup2(file, STDOUT_FILENO) < 0) _exit(126);
    execvp(command[0], command);
    _exit(127);
}

static int run(int i, const char *output, char **command)
{
    struct rusage usage;
    int status;
    double start = now();
    pid_t child = fork();
    if (child == 0) become(output, command);
    if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0) return 0;
    wall[i] = now() - start;
    cpu[i] = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    memory[i] = (double)usage.ru_maxrss / 1024;
    return 1;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, by_size);
    return values[n / 2];
}

int main(int argc, char **argv)
{
    int runs = argc > 3 ? atoi(argv[1]) : 0;
    if (runs < 1 || runs > RUNS_MAX) return 64;
    for (int i = 0; i < runs; i++)
        if (!run(i, argv[2], argv + 3)) {
            fprintf(stderr, "measure: %s failed\n", argv[3]);
            return EXIT_FAILURE;
        }
    printf("%.4f %.4f %.1f\n", median(cpu, runs), median(wall, runs), median(memory, runs));
    return EXIT_SUCCESS;
}
