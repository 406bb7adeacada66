/* What other tools have against manifests, read from what they write. */
#ifndef STK_FOREIGN_FINDINGS_H
#define STK_FOREIGN_FINDINGS_H

#include "base/base.h"

/* Each text may be empty: it is not told. */
struct foreign_finding {
    Str rule, message;
    bool error;             /* else a warning */
    Str file;               /* of the manifest, without its folder */
    Str kind, namespace, name;
    VEC(Str) path;          /* of the field: keys and numbers */
    Str container;          /* instead of a field */
};

struct foreign_findings {
    struct arena *arena;
    const char *tool;       /* that wrote them */
    VEC(struct foreign_finding) v;
};

/* TEXT is what kubeconform -output json, kube-linter --format json or kubectl wrote, or a Status of an API server as JSON. False: it is nothing of
 * these. */
bool foreign_findings_read(struct foreign_findings *, Str text);

#endif
