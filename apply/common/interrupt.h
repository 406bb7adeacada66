/* Ctrl-C and its kin are noted, so that a command can end in order; the second one ends the process. */
#ifndef STK_INTERRUPT_H
#define STK_INTERRUPT_H

#include <stdbool.h>

void interrupt_catch(void);
bool interrupted(void);

#endif
