/* Variables and files whose content is a field of the pod, or a resource of a container. */
#include "admit/quantity.h"
#include "value_format.h"
#include "visit.h"

/* ---- fields of the pod ---- */

struct pod_field {
    const char *path;
    int since; /* 0: always */
};
static const struct pod_field of_variables[] = {
    {"metadata.name", 0}, {"metadata.namespace", 0}, {"metadata.uid", 0}, {"spec.nodeName", 0}, {"spec.host", 0}, {"spec.serviceAccountName", 0},
    {"status.hostIP", 0}, {"status.hostIPs", 29}, {"status.podIP", 0}, {"status.podIPs", 0}, {NULL, 0},
};
static const struct pod_field of_files[] = {
    {"metadata.name", 0}, {"metadata.namespace", 0}, {"metadata.labels", 0}, {"metadata.annotations", 0}, {"metadata.uid", 0}, {NULL, 0},
};

/* metadata.labels['KEY'], metadata.annotations['KEY'], whose key is looked at in small letters. */
static bool is_one_label(struct arena *arena, Str path)
{
    static const char *const maps[] = {"metadata.labels['", "metadata.annotations['"};
    for (size_t i = 0; i < COUNT(maps); i++) {
        Str beginning = str_of(maps[i]);
        if (!str_starts(path, beginning) || !str_ends(path, STR("']")) || path.n < beginning.n + 2) continue;
        Str key = {path.s + beginning.n, path.n - beginning.n - 2};
        return key.n > 0 && format_fits(FORMAT_QUALIFIED_NAME, value_string(arena, i ? arena_lower(arena, key) : key));
    }
    return false;
}

static bool is_field(const struct visit *visit, Str path, const struct pod_field *fields)
{
    for (; fields->path; fields++)
        if (str_is(path, fields->path)) return visit->catalog->session->kube >= fields->since;
    return is_one_label(visit->catalog->session->arena, path);
}

static void check_field(const struct visit *visit, struct value reference, const struct pod_field *fields)
{
    struct value path = part(visit, reference, "fieldPath");
    struct buf text = {0};
    struct way step;
    if (!dig_text(path).n || is_field(visit, dig_text(path), fields)) return;
    struct visit at = visit_field(visit, &step, "fieldPath");
    struct diag *diag = value_error(&at, E0717, path, "is '%.*s'", STR_ARG(dig_text(path)));
    for (; fields->path; fields++)
        if (visit->catalog->session->kube >= fields->since && strcmp(fields->path, "spec.host") != 0) buf_printf(&text, "%s, ", fields->path);
    diag_help(&visit->catalog->session->diags, diag, "possible: %.*smetadata.labels['KEY'], metadata.annotations['KEY']", (int)text.n, text.s);
    buf_free(&text);
}

void check_field_of_variable(const struct visit *visit, struct value reference)
{
    check_field(visit, reference, of_variables);
}

void check_field_of_file(const struct visit *visit, struct value reference)
{
    check_field(visit, reference, of_files);
}

/* ---- resources of a container ---- */

enum { HUGE_PAGES_AS_FIELDS = 22 }; /* the minor version since which they can be asked for */

/* "cpu" of "limits.cpu". */
static bool is_resource(const struct visit *visit, Str text, Str *resource)
{
    Str rest = text, list = str_cut(&rest, '.');
    *resource = rest;
    if (!str_is(list, "limits") && !str_is(list, "requests")) return false;
    if (str_starts(rest, STR("hugepages-"))) return visit->catalog->session->kube >= HUGE_PAGES_AS_FIELDS;
    return str_is(rest, "cpu") || str_is(rest, "memory") || str_is(rest, "ephemeral-storage");
}

static bool is_near(long double a, long double b) { return a >= b * (1 - 1e-9L) && a <= b * (1 + 1e-9L); }

/* 1 and 1m of cpu; of others 1, 1k … 1E, or with Ki … Ei 1Ki … 1Ei. 0 counts as not there. */
static bool divides(Str resource, Str shown, long double divisor)
{
    long double step = str_ends(shown, STR("i")) ? 0x1p10L : 1e3L;
    if (divisor == 0 || is_near(divisor, 1)) return true;
    if (str_is(resource, "cpu")) return is_near(divisor, 1e-3L);
    for (long double factor = step; factor <= 0x1p60L; factor *= step)
        if (is_near(divisor, factor)) return true;
    return false;
}

void check_resource_field(const struct visit *visit, struct value reference)
{
    struct value wanted = part(visit, reference, "resource"), divisor = part(visit, reference, "divisor");
    Str resource;
    long double amount;
    struct way step;
    if (!dig_text(wanted).n) return;
    if (!is_resource(visit, dig_text(wanted), &resource)) {
        struct visit at = visit_field(visit, &step, "resource");
        value_help(visit, value_error(&at, E0717, wanted, "is '%.*s'", STR_ARG(dig_text(wanted))),
                   "limits. or requests., and then cpu, memory, ephemeral-storage or hugepages-SIZE");
        return;
    }
    if (!quantity_in(divisor, &amount) || divides(resource, value_show(visit->catalog->session->arena, divisor), amount)) return;
    struct visit at = visit_field(visit, &step, "divisor");
    value_help(visit, value_error(&at, E0717, divisor, "is %.*s", STR_ARG(value_show(visit->catalog->session->arena, divisor))),
               str_is(resource, "cpu") ? "1 or 1m" : "1, 1k, 1M … 1E, or 1Ki, 1Mi … 1Ei");
}
