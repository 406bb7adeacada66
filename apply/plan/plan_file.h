/* A saved plan: the compiled folder as an archive, the cluster it is bound to, and for each object what shall be done and the
 * content that this presupposes. No secret is in it. */
#ifndef STK_PLAN_FILE_H
#define STK_PLAN_FILE_H

#include "plan/plan.h"

/* Mode 0600; replaced at once. False: PROBLEM says why. */
bool plan_save(const struct plan *, const char *folder, const char *file, struct problem *);

struct plan_file;
/* Unpacks its manifests into FOLDER, which is empty. NULL: PROBLEM says why; EXIT_CONFLICT when it is for another cluster. */
struct plan_file *plan_load(struct http *, struct arena *, const char *file, const char *folder, struct problem *);
/* The namespace of the inventory for which it was made. */
Str plan_file_namespace(const struct plan_file *);
const struct plan_options *plan_file_options(const struct plan_file *);
/* Whether PLAN, made now, is the one that was saved; false: EXIT_CONFLICT and the objects that moved. */
bool plan_file_matches(const struct plan_file *, const struct plan *, struct problem *);
void plan_file_free(struct plan_file *);
/* Whether FILE is a saved plan, rather than a folder. */
bool is_plan_file(const char *file);

#endif
