/* "packages" of stk.project: which packages a project uses, where they come from, and of which bytes they are.
 *
 *   packages:
 *     shopkit:
 *       source: oci://registry.example.org/team/shopkit
 *       tag: stable                   # the channel that "stk pull --update" follows
 *       digest: sha256:…              # of the package that it was; this is what counts
 *       key: keys/shopkit.pem         # who has signed it; without it, signatures are not asked for
 *
 * "use shopkit/queue" reads .stk/packages/shopkit/queue.stk below the project's folder, which "stk pull" brings there. */
#ifndef STK_PINS_H
#define STK_PINS_H

#include "diag/session.h"
#include "value/value.h"

#define PACKAGES_FOLDER ".stk/packages"

struct package;

struct package_pin {
    const struct name *name; /* the first part of its modules' paths */
    Str source;              /* without a tag */
    Str tag;                 /* empty: none */
    Str digest;              /* of its manifest; empty: not pinned yet */
    Str key;                 /* a file; its path counts from the project's folder. Empty: none */
    Span at;                 /* of its name */
    Span source_at;          /* of the text */
    Span digest_at;          /* of the text; file 0: there is none */
    const struct package *installed; /* once somebody has asked; NULL: it cannot be used, which is reported */
    bool asked;
};

struct package_pins { VEC(struct package_pin) v; };

/* PACKAGES is what stands there; what is wrong with it is reported as E1004. ROOT: the folder of the project. */
void pins_read(struct session *, const struct origins *, Str root, struct value packages, struct package_pins *);

/* Those of the stk.project in the session's root, which is read at the first call. */
struct package_pins *project_pins(struct session *);

struct package_pin *pin_named(struct session *, Str name);   /* NULL: no package of the project is called so */
struct package_pin *pin_of_path(struct session *, Str path); /* the package that the shown PATH of a file lies in; NULL: none */
Str package_folder(struct arena *, const struct package_pin *); /* ".stk/packages/NAME" */
Str path_in_package(const struct package_pin *, Str path);   /* what is left of such a path */

#endif
