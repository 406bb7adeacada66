/* Arithmetic with networks and addresses, of both families: built-in functions of builtin.c. */
#ifndef STK_BUILTIN_NETWORK_H
#define STK_BUILTIN_NETWORK_H

#include "evaluate/machine.h"

struct value run_cidr_host(struct machine *, const struct ir *call, const struct value *args, size_t n);
struct value run_cidr_subnet(struct machine *, const struct ir *call, const struct value *args, size_t n);
struct value run_cidr_contains(struct machine *, const struct ir *call, const struct value *args, size_t n);

#endif
