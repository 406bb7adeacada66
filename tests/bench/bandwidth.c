/* bandwidth MB - copies so many megabytes to and fro until it is killed: a neighbour that takes the memory's bandwidth. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

int main(int argc, char **argv)
{
    if (argc != 2) return 64;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* not longer than whoever measures */
    size_t size = strtoul(argv[1], NULL, 10) << 20;
    char *from = malloc(size), *to = malloc(size);
    if (!from || !to || !size) return EXIT_FAILURE;
    memset(from, 1, size);
    for (;;) {
        memcpy(to, from, size);
        __asm__ volatile("" : : "r"(to) : "memory"); /* or the copies that nobody reads were left out */
        memcpy(from, to, size);
        __asm__ volatile("" : : "r"(from) : "memory");
    }
}
