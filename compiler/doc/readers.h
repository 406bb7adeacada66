/* Who reads a parameter: what a component's body does with it. */
#ifndef STK_READERS_H
#define STK_READERS_H

#include "program/program.h"

struct reader_list { VEC(Str) v; };
/* "server.replicas" for a field of an instance, "deployment" for an object or an instance that is there because of it, "export url"; what reads a
 * "let" reads what that does. An inherited parameter is read by the instances with a component inside that inherits it. */
struct reader_list readers_of(struct session *, const struct component *, const struct param *);

#endif
