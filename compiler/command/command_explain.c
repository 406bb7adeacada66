/* stk explain CODE; stk explain FOLDER KIND/NAME [FIELD] */
#include "command.h"

#include "errors_text.h"
#include "explain_field.h"

#include <stdio.h>

static const char help[] =
    "usage: stk explain CODE\n"
    "       stk explain FOLDER KIND/NAME FIELD\n\n"
    "Tells about a diagnostic code, with a bad and a good example; or who set a field of a compiled manifest,\n"
    "and which values it overrode. FIELD is a path: spec.replicas, spec.template.spec.containers[0].image.\n"
    "Lines of a text have places of their own; ask for one by its number or, in a config file, by its option:\n"
    "'data.site.conf:12', 'data.site.conf: [database] pool', 'data.site.yaml: server.port'.\n";

/* The section "## CODE title" of grammar/errors.md. */
static int explain_code(const char *text)
{
    enum diag_code code;
    if (!diag_code_find(str_of(text), &code)) usage_error("explain", "there is no code '%s'", text);
    char heading[16];
    snprintf(heading, sizeof heading, "\n## %s ", text);
    const char *start = strstr(errors_text, heading);
    if (!start) {
        printf("%s: %s\n", text, diag_code_title(code));
        return EXIT_FINE;
    }
    const char *end = strstr(start + 4, "\n## ");
    printf("%.*s\n", (int)(end ? end - start - 4 : (ptrdiff_t)strlen(start) - 4), start + 4);
    return EXIT_FINE;
}

int command_explain(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_FINE;
    }
    if (argc == 2) return explain_code(argv[1]);
    if (argc != 4) usage_error("explain", "name a code, or a folder, an object and a field");
    return explain_field(argv[1], argv[2], argv[3]);
}
