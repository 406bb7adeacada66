/* Rules about single values that a table cannot say. */
#include "schedule.h"
#include "visit.h"

#include <ctype.h>

void check_metadata(const struct visit *visit, struct value whole, struct value value)
{
    (void)whole;
    check_labels(visit->catalog, visit->object, value);
}

void check_schedule(const struct visit *visit, struct value whole, struct value value)
{
    (void)whole;
    Str schedule = dig_text(value), fault = schedule_fault(visit->catalog->session->arena, schedule);
    if (value.kind != V_STRING || !fault.n) return;
    struct diag *diag = object_error(visit->catalog, E0717, value, visit->object, "%s '%s' has the schedule '%.*s': %.*s", visit->object->kube->kind,
                                     visit->object->name->s, STR_ARG(schedule), STR_ARG(fault));
    diag_help(&visit->catalog->session->diags, diag, "five fields, minute, hour, day of the month, month, day of the week: \"30 2 * * SUN\", "
              "\"*/15 * * * *\"");
}

/* ---- names of variables ---- */

enum { ANY_VARIABLE = 32 }; /* the minor version since which a variable's name is any printable ASCII without '=' (KEP-4369) */

static bool variable_character(const struct visit *visit, Str name, size_t i)
{
    char c = name.s[i];
    if (visit->catalog->session->kube >= ANY_VARIABLE) return c >= ' ' && c <= '~' && c != '=';
    return isalpha((unsigned char)c) || c == '_' || c == '-' || c == '.' || (i > 0 && isdigit((unsigned char)c));
}

static bool is_variable(const struct visit *visit, Str name)
{
    size_t i = 0;
    while (i < name.n && variable_character(visit, name, i)) i++;
    bool dots = visit->catalog->session->kube < ANY_VARIABLE && (str_is(name, ".") || str_is(name, ".."));
    return name.n > 0 && i == name.n && !dots;
}

/* The key of a map becomes a name in the library; what was written is the value. */
static struct value place_of_variable(const struct visit *visit, struct value variable)
{
    struct value name = dig(visit->catalog, variable, "name", NULL), value = dig(visit->catalog, variable, "value", NULL);
    uint32_t file = where(visit->catalog, name, visit->object).file;
    return file && source_at(visit->catalog->session->diags.sources, file)->library && value.origin ? value : name;
}

void check_variable(const struct visit *visit, struct value whole, struct value variable)
{
    (void)whole;
    struct value name = dig(visit->catalog, variable, "name", NULL);
    if (name.kind != V_STRING || is_variable(visit, value_str(name))) return;
    struct diag *diag = object_error(visit->catalog, E0717, place_of_variable(visit, variable), visit->object, "%s '%s' has a variable called '%.*s'",
                                     visit->object->kube->kind, visit->object->name->s, STR_ARG(value_str(name)));
    if (visit->catalog->session->kube >= ANY_VARIABLE) diag_help(&visit->catalog->session->diags, diag, "any ASCII will do, but for '='");
    else diag_help(&visit->catalog->session->diags, diag, "letters, digits, '_', '-' and '.', not beginning with a digit; from Kubernetes 1.32 on, "
                   "any ASCII but for '='");
}
