/* Rules about single values that a table cannot say. */
#include "schedule.h"
#include "visit.h"

#include <ctype.h>

void check_schedule(const struct visit *visit, struct value value)
{
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
    bool dots = visit->catalog->session->kube < ANY_VARIABLE && (str_is(name, ".") || str_starts(name, STR("..")));
    return name.n > 0 && i == name.n && !dots;
}

/* The key of a map becomes a name in the library; what was written is the value. */
static struct value place_of_variable(const struct visit *visit, struct value variable)
{
    struct value name = part(visit, variable, "name"), value = part(visit, variable, "value");
    uint32_t file = where(visit->catalog, name, object_around(visit)).file;
    return file && source_at(visit->catalog->session->diags.sources, file)->library && value.origin ? value : name;
}

static void help_with_variable(const struct visit *visit, struct diag *diag)
{
    if (visit->catalog->session->kube >= ANY_VARIABLE) value_help(visit, diag, "any ASCII will do, but for '='");
    else value_help(visit, diag, "letters, digits, '_', '-' and '.', not beginning with a digit; from Kubernetes 1.32 on, any ASCII but for '='");
}

void check_variable(const struct visit *visit, struct value variable)
{
    struct value name = part(visit, variable, "name");
    if (name.kind != V_STRING || is_variable(visit, value_str(name))) return;
    struct diag *diag = object_error(visit->catalog, E0717, place_of_variable(visit, variable), visit->object, "%s '%s' has a variable called '%.*s'",
                                     visit->object->kube->kind, visit->object->name->s, STR_ARG(value_str(name)));
    help_with_variable(visit, diag);
}

/* A beginning of a name, or a name by itself. */
void check_variable_name(const struct visit *visit, struct value name)
{
    if (name.kind == V_STRING && name.string->n && !is_variable(visit, value_str(name)))
        help_with_variable(visit, value_error(visit, E0717, name, "is '%.*s'", STR_ARG(value_str(name))));
}
