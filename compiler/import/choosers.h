/* What chooses pods by their labels: Services, policies, budgets, and pods that keep near others or away. */
#ifndef STK_IMPORT_CHOOSERS_H
#define STK_IMPORT_CHOOSERS_H

#include "lift.h"
#include "objects/catalog.h"

/* SELECTOR: with matchLabels and matchExpressions, also that of a Service. */
struct chooser { const struct imported *object; struct value selector; };

struct choosers {
    struct import *import;
    struct catalog *labels;  /* that selectors are asked in */
    VEC(struct chooser) v;   /* all in OBJECT but what chooses the pods that a workload makes itself */
};

struct choosers choosers_of(struct import *); /* catalog_free(choosers.labels) when it is done */
/* The object's value, each selector in it replaced by followed_selector. */
struct value with_followed(const struct choosers *, const struct imported *);

/* lift_labels.c: a selector that lost pods of workloads that it chose, because they are lifted, asks for their new labels. */
struct value followed_selector(const struct choosers *, struct value selector, Str namespace);
/* Why a lift of WORKLOAD would change what others choose, and they could not follow. NULL: it does not. */
const char *why_not_chosen(const struct choosers *, const struct imported *workload);

#endif
