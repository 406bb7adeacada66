#include "code_list.h"

#include "diag/diag.h"

/* By the first two digits of a code; errors before warnings. */
static const struct {
    const char *digits, *subject;
} subjects[] = {
    {"00", "text and files"}, {"01", "names"}, {"02", "types, and what overrides change"}, {"03", "rules of types"}, {"04", "requirements of authors"},
    {"05", "numbers and limits"}, {"06", "order"}, {"07", "what objects say of each other, and values"}, {"08", "kinds, versions and fields"},
    {"09", "secrets"}, {"10", "values files, projects and output"}, {"11", "tests"}, {"12", "options of programs"}, {"13", "what is imported"}, {"14", "packages"},
};

static void put_code(struct buf *out, enum diag_code code)
{
    buf_printf(out, "  %s  %-7s  %s\n", diag_code_name(code), diag_code_severity(code) == ERROR ? "error" : "warning", diag_code_title(code));
}

void put_codes(struct buf *out)
{
    for (size_t i = 0; i < COUNT(subjects); i++) {
        buf_printf(out, "%s%s\n", i ? "\n" : "", subjects[i].subject);
        for (int code = 0; code < DIAG_CODE_COUNT; code++)
            if (memcmp(diag_code_name((enum diag_code)code) + 1, subjects[i].digits, 2) == 0) put_code(out, (enum diag_code)code);
    }
    buf_printf(out, "\n'stk explain CODE' tells more of each; a comment 'allow CODE: REASON' on the line allows a warning.\n");
}
