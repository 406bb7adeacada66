#include "diag/allowed.h"

/* A comment that allows something. */
struct allowance {
    Span at;          /* of its text, behind "allow" */
    uint32_t line;    /* that it is about */
    Str text;
    bool used;
};

struct allowances { VEC(struct allowance) v; };

/* ---- what is allowed ---- */

static bool digit(char c) { return c >= '0' && c <= '9'; }

static bool is_warning_code(Str text)
{
    if (text.n < 5 || text.s[0] != 'W') return false;
    for (size_t i = 1; i < 5; i++)
        if (!digit(text.s[i])) return false;
    return text.n == 5 || strchr(":; ", text.s[5]);
}

Str allowed_reason(Str text, enum diag_code code)
{
    while (text.n) {
        Str one = str_trim(str_cut(&text, ';')), name = str_trim(str_cut(&one, ':'));
        if (str_is(name, diag_code_name(code))) return str_trim(one);
    }
    return STR("");
}

/* ---- finding comments ---- */

/* The line of source text that AT is in, up to AT: only blanks? */
static bool alone(Str text, size_t at)
{
    while (at > 0 && (text.s[at - 1] == ' ' || text.s[at - 1] == '\t')) at--;
    return at == 0 || text.s[at - 1] == '\n';
}

/* Where the comment begins whose word "allow" is at ALLOW; ALLOW: it is in none. */
static size_t comment_start(Str text, size_t allow)
{
    size_t at = allow;
    while (at > 0 && (text.s[at - 1] == ' ' || text.s[at - 1] == '\t')) at--;
    if (at > 0 && text.s[at - 1] == '#') return at - 1;
    return at > 1 && text.s[at - 1] == '/' && text.s[at - 2] == '/' ? at - 2 : allow;
}

static void add_allowance(struct diags *diags, struct allowances *found, uint32_t file, size_t allow)
{
    Str text = source_at(diags->sources, file)->text, rest = str_skip(text, allow + strlen("allow"));
    size_t start = comment_start(text, allow);
    Str said = str_trim(str_cut(&rest, '\n'));
    if (start == allow || !is_warning_code(said)) return;
    uint32_t lo = (uint32_t)(said.s - text.s), line = source_position(diags->sources, file, (uint32_t)allow).line;
    struct allowance allowance = {.at = {file, lo, lo + (uint32_t)said.n}, .line = line + alone(text, start), .text = said};
    vec_push(diags->arena, &found->v, allowance);
}

static void find_allowances(struct diags *diags, struct allowances *found, uint32_t file)
{
    Str text = source_at(diags->sources, file)->text;
    for (const char *at = text.s; (at = memmem(at, (size_t)(text.s + text.n - at), "allow W", 7)); at++)
        add_allowance(diags, found, file, (size_t)(at - text.s));
}

/* ---- using them ---- */

static struct allowance *allowance_for(struct diags *diags, struct allowances *found, const struct diag *diag, Str *reason)
{
    if (!diag->at.file || diag_code_severity(diag->code) != WARNING) return NULL;
    uint32_t line = found->v.n ? source_position(diags->sources, diag->at.file, diag->at.lo).line : 0;
    for (size_t i = 0; i < found->v.n; i++) {
        struct allowance *allowance = &found->v.at[i];
        if (allowance->at.file != diag->at.file || allowance->line != line) continue;
        *reason = allowed_reason(allowance->text, diag->code);
        if (reason->n) return allowance;
    }
    return NULL;
}

static void report_unused(struct diags *diags, const struct allowance *allowance)
{
    bool reason = memchr(allowance->text.s, ':', allowance->text.n) != NULL;
    struct diag *diag = diag_add(diags, W0101, allowance->at, "%s", reason ? "this allows nothing: there is no such warning on its line"
                                                                          : "this allows nothing: it gives no reason");
    diag_help(diags, diag, "%s", reason ? "take it away" : "write: allow W0901: REASON");
}

void take_allowed(struct diags *diags)
{
    struct allowances found = {0};
    for (uint32_t file = 1; file < diags->sources->all.n; file++)
        if (!source_at(diags->sources, file)->library) find_allowances(diags, &found, file);
    size_t kept = 0, n = diags->all.n;
    for (size_t i = 0; i < n; i++) {
        struct diag *diag = diags->all.at[i];
        struct allowance *allowance = diag->allowed.n ? NULL : allowance_for(diags, &found, diag, &diag->allowed);
        if (allowance) allowance->used = true;
        if (diag->allowed.n) vec_push(diags->arena, &diags->allowed, diag);
        else diags->all.at[kept++] = diag;
    }
    diags->all.n = kept;
    bool all = !diags->errors && !diags->unexamined; /* after an error, not all is looked at */
    for (size_t i = 0; i < found.v.n && all; i++)
        if (!found.v.at[i].used) report_unused(diags, &found.v.at[i]);
}
