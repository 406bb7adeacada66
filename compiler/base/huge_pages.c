#include "base/huge_pages.h"

#include <stdint.h>
#include <sys/mman.h>

/* Fresh from the system: no page fault for each 4 KiB, and zero already. Mapped with room to spare, so that both ends can be cut to where huge
 * pages begin. */
void *huge_alloc(size_t bytes)
{
    char *memory = mmap(NULL, bytes + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return NULL;
    size_t before = (size_t)-(uintptr_t)memory & (HUGE_PAGE - 1);
    if (before) munmap(memory, before);
    munmap(memory + before + bytes, HUGE_PAGE - before);
    madvise(memory + before, bytes, MADV_HUGEPAGE);
    return memory + before;
}

void huge_free(void *memory, size_t bytes) { munmap(memory, bytes); }
