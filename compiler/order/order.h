/* The order of the finished objects: edges, waves, circles. Linear in objects and edges. */
#ifndef STK_ORDER_H
#define STK_ORDER_H

#include "validate/validate.h"

enum { WAVES_MAX = 10000 };

/* Of what the fields of FROM refer to. */
enum need need_of_node(const struct machine *, const struct object *from, uint32_t to);

struct order {
    struct machine *machine;
    struct { const struct reference *at; size_t n; } references;
    struct object **sorted;     /* by wave, then kind, namespace, name */
    size_t n;
    uint32_t waves;
};

/* How many digits the numbers of N waves have in names: two, or as many as the last one needs. */
int wave_digits(uint32_t n);

/* Computes waves and the sorted list; circles (E0601) and too many waves (E0602) are reported. */
struct order *order_objects(struct machine *, const struct reference *references, size_t n);

#endif
