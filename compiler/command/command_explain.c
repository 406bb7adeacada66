/* stk explain CODE; stk explain FOLDER KIND/NAME [FIELD]; stk explain FOLDER --line FILE:LINE; stk explain FOLDER --map FINDINGS */
#include "command.h"

#include "errors_text.h"
#include "explain_field.h"
#include "explain_map.h"
#include "explain_object.h"

#include <getopt.h>
#include <stdio.h>

static const char help[] =
    "usage: stk explain CODE\n"
    "       stk explain FOLDER KIND/NAME [FIELD]\n"
    "       stk explain FOLDER --line FILE:LINE\n"
    "       stk explain FOLDER --map FINDINGS\n\n"
    "Tells about a diagnostic code, with a bad and a good example; or who set a field of a compiled manifest,\n"
    "and which values it overrode. FIELD is a path: spec.replicas, spec.template.spec.containers[0].image.\n"
    "Lines of a text have places of their own; ask for one by its number or, in a config file, by its option:\n"
    "'data.site.conf:12', 'data.site.conf: [database] pool', 'data.site.yaml: server.port'.\n\n"
    "Without FIELD, tells all fields of an object that somebody set who is not the standard library. With --line, the\n"
    "other way round: the objects that a line of a source or of a values file declares, the fields that it sets, and\n"
    "those that it would set if nobody overrode them. What is secret is not shown.\n\n"
    "With --map, gives what other tools have against the manifests back as SARIF, at the lines of the sources that caused\n"
    "it: FINDINGS is a file, or -, with what 'kubeconform -output json', 'kube-linter lint --format json' or kubectl wrote,\n"
    "or a Status of an API server as JSON. What is about no object of the folder has no line.\n\n"
    "      stk explain out deployment/site spec.replicas\n"
    "      stk explain out deployment/site\n"
    "      stk explain out --line stacks/shop/shop.stk:18\n"
    "      kube-linter lint --format json out | stk explain out --map - >kube-linter.sarif\n\n"
    "      --line FILE:LINE a line; FILE is named from the folder of stk.project\n"
    "      --map FINDINGS   what another tool wrote about the manifests\n"
    "      --format FORMAT  text (default) or json, of an object and of a line: {schema: 1, objects: [id],\n"
    "                       fields: [{object, field, value, set: [{role, at}]}]}: objects that are named or declared; who\n"
    "                       set a field first, then what that overrode; hidden: true instead of a\n"
    "                       value that is secret\n"
    "  -h, --help\n\n"
    "Exit codes: 0 told, 1 there is no such object, field or line, 64 wrong usage, 70 internal error.\n";

enum { OPTION_LINE = 256, OPTION_MAP, OPTION_EXPLAIN_FORMAT };

static const struct option options[] = {{"line", required_argument, NULL, OPTION_LINE}, {"map", required_argument, NULL, OPTION_MAP},
                                        {"format", required_argument, NULL, OPTION_EXPLAIN_FORMAT},
                                        {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};

struct arguments {
    const char *line, *map;
    bool json;
};

static void take_option(struct arguments *arguments, int option)
{
    if (option == OPTION_LINE) arguments->line = optarg;
    else if (option == OPTION_MAP) arguments->map = optarg;
    else arguments->json = is_json_format("explain", optarg);
}

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
    struct arguments arguments = {0};
    for (int option; (option = next_option(argc, argv, "h", options, help)) != -1;) take_option(&arguments, option);
    char **names = argv + optind;
    int n = argc - optind;
    if (arguments.line && n != 1) usage_error("explain", "--line goes with a folder that 'stk compile' wrote");
    bool mapped_with_more = arguments.map && (n != 1 || arguments.line || arguments.json);
    if (mapped_with_more) usage_error("explain", "--map goes with a folder that 'stk compile' wrote, alone");
    if (arguments.map) return explain_map(names[0], arguments.map);
    if (arguments.json && !arguments.line && n != 2) usage_error("explain", "--format goes with an object, or with --line");
    if (arguments.line) return explain_line(names[0], arguments.line, arguments.json);
    if (n == 1) return explain_code(names[0]);
    if (n == 2) return explain_object(names[0], names[1], arguments.json);
    if (n != 3) usage_error("explain", "name a code, or a folder, an object and a field");
    return explain_field(names[0], names[1], names[2]);
}
