/* Workloads by the labels of their pods. */
#ifndef STK_LABEL_INDEX_H
#define STK_LABEL_INDEX_H

#include "base/base.h"

/* The workloads of a namespace whose pods have a label, with that value or with any; ascending. */
struct workload_list {
    const struct name *namespace, *key; /* key NULL: all pods of the namespace */
    Str value;                          /* s NULL: any */
    VEC(uint32_t) v;
};

/* Open addressing. */
struct label_index {
    struct workload_list **at;
    size_t n, cap;
};

void label_index_add(struct arena *, struct label_index *, const struct workload_list *about, uint32_t workload); /* to the list of that label */
const struct workload_list *label_index_find(const struct label_index *, const struct workload_list *about);      /* NULL: there are none */

#endif
