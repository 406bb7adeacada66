/* Subjects of bindings, and questions about rights. */
#include "visit.h"

void check_cluster_subject(const struct visit *visit, struct value subject)
{
    struct value namespace = part(visit, subject, "namespace");
    if (!str_is(text_of(visit, subject, "kind"), "ServiceAccount") || !is_empty_value(namespace)) return;
    value_error(visit, E0804, subject, "needs 'namespace': an account is in one");
}

void check_local_review(const struct visit *visit, struct value attributes)
{
    struct value asked = part(visit, attributes, "namespace");
    const struct name *own = object_around(visit)->namespace;
    if (own && str_eq(dig_text(asked), NAME_STR(own))) return;
    value_error(visit, E0717, asked.origin ? asked : attributes, "asks about namespace '%.*s', and the review is in another",
                STR_ARG(dig_text(asked)));
}
