/* What a repository is behind repository.h: the functions of a registry or of a folder. */
#ifndef STK_REPOSITORY_KIND_H
#define STK_REPOSITORY_KIND_H

#include "registry/repository.h"

struct repository {
    const struct repository_kind {
        bool (*manifest)(struct repository *, Str reference, bool *found, Str *text, struct problem *);
        bool (*blob)(struct repository *, Str digest, size_t most, Str *bytes, struct problem *);
        /* Adds to the list. *ALL is false where a tag may name more of them. */
        bool (*referrers)(struct repository *, Str digest, const char *type, bool *all, struct referrers *, struct problem *);
        bool (*put_blob)(struct repository *, Str digest, Str bytes, struct problem *);
        bool (*put_manifest)(struct repository *, Str tag, Str text, struct problem *);
        void (*free)(struct repository *);
    } *kind;
};

/* Adds what INDEX, a text in JSON, lists of artifacts whose type begins with TYPE, or that do not say theirs. */
void referrers_add(struct arena *, Str index, const char *type, struct referrers *);

#endif
