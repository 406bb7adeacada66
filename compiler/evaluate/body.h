/* Inside evaluation: a body that is being evaluated. */
#ifndef STK_BODY_H
#define STK_BODY_H

#include "evaluate/machine.h"
#include "nodeset.h"

/* An inherited parameter as set on the way from the root. */
struct inherited_value {
    const struct name *name;
    struct value value;
    const struct node_set *deps;
    const struct override_value *part; /* a change of what lies outside, or of the default of whoever declares it; NULL: VALUE is all of it */
    const struct inherited_value *outer;
};

/* A body under evaluation. */
struct body {
    struct instance *instance;
    struct value *slots;
    const struct node_set **deps;       /* by slot */
    const struct inherited_value *inherited;
    struct override_values overrides;   /* later ones win */
};

/* machine.c */
uint32_t add_node(struct machine *, struct instance *, struct object *);
Str instance_path(struct arena *, const struct instance *parent, const struct name *, const struct name *key);
Str object_name_of(struct arena *, const struct instance *parent, const struct name *, const struct name *key);

/* dependencies.c */
const struct node_set *deps_of(struct machine *, const struct body *, const struct use_list *);
/* Only what is nested in the body counts for an export; a reference to nothing nested is one to the instance itself. */
const struct node_set *nested_deps(struct machine *, const struct node_set *, const struct instance *owner);

struct wait_union { VEC(const struct name *) all; struct name_set seen; };
struct reach_union { struct wait_union waits, links, rollouts; };
void add_wait(struct machine *, struct reach_union *, struct value text);
void add_reach(struct machine *, struct reach_union *, const struct reach *);
void add_reach_of(struct machine *, struct reach_union *, const struct node_set *deps);
const struct reach *reach_done(struct arena *, const struct reach_union *);
struct value wait_values(struct machine *, struct wait_list);

/* instantiate.c */
const struct inherited_value *bind_inherited(struct arena *, const struct inherited_value *outer, const struct name *, struct value,
                                             const struct node_set *deps);
struct value inherited_map(struct machine *, const struct body *, const struct name *); /* an empty one, if it is set nowhere */
const struct inherited_value *find_inherited(const struct inherited_value *, const struct name *); /* NULL: set nowhere */

/* override.c */
/* Where in the list those are that may begin with NAME. */
struct override_group overrides_of(const struct override_values *, const struct name *);
/* TYPE is that of the parameter; NULL: of a setting, which has none. */
void apply_overrides(struct machine *, struct body *, const struct name *param, const struct type *, struct value *, const struct node_set **deps);
/* Those for the instance NAME (and KEY), without their first parts, are added to TO. */
void pass_overrides(struct machine *, const struct override_values *from, const struct name *, const struct name *key, struct override_values *to);
/* Overrides of inherited parameters that the component itself does not declare become inherited values. */
void inherit_overrides(struct machine *, struct body *);
/* VALUE, the default of a parameter of that name, with the parts that were overridden on the way from the root. */
void apply_inherited_parts(struct machine *, const struct inherited_value *, struct value *, const struct node_set **deps);

/* The overrides of the fields of an object; what they depend on is added to DEPS. */
void adjust_object(struct machine *, struct body *, const struct step *, const struct name *key, struct value *fields, struct node_union *deps);

/* key_defaults.c: OBJECT, a whole one, with the parts of keys that the target version does not fill in itself. */
struct value fill_keys(struct machine *, const struct kube_resource *, struct value object);

/* make_object.c */
struct value make_object(struct machine *, struct body *, const struct step *, const struct name *key);

#endif
