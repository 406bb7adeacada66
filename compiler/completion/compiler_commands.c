#include "table.h"

#define MANIFESTS ".yaml .yml .json"
#define STACK     "@stack @folder .stk"

static const struct known_option help[] = {{'h', "help", NULL, "what the command does"}, {0}};

static const struct known_option of_stacks[] = {
    {'f', "values", MANIFESTS, "parameters"},
    {0, "set", "", "one parameter, PATH=VALUE"},
    {'e', "environment", "@environment", "of stk.project"},
    {0, "kube", "@kube", "target version"},
    {0, "images-lock", "@file", "digests of images"},
    {0},
};

static const struct known_option of_runs[] = {
    {0, "format", "text json sarif github gitlab", "of diagnostics"},
    {'j', "jobs", "", "environments at once"},
    {0, "changed-since", "", "a git revision: only what has changed"},
    {0, "no-cache", NULL, "compile what has not changed, too"},
    {0},
};

static const struct known_option of_check[] = {
    {0, "crd", MANIFESTS, "definitions of custom kinds"},
    {'n', "namespace", "", "of objects that tell none"},
    {0, "pod-security", "baseline restricted", "of namespaces without that label"},
    {0, "rights", NULL, "tell of roles that give too much"},
    {0, "list", NULL, "all codes of messages"},
    {0},
};

static const struct known_option of_compile[] = {
    {'o', "out", "@folder " MANIFESTS, "where to"},
    {0, "all", NULL, "every environment of every stack"},
    {0, "stream", "yaml json", "format of a stream"},
    {0, "order", "waves argocd kapp flux", "who keeps it"},
    {0, "flux", "name= namespace= interval= source= path=", "of the Kustomization"},
    {'q', "quiet", NULL, "no summary"},
    {0, "timings", NULL, "time and memory of each stage"},
    {0},
};

static const struct known_option of_diff[] = {
    {0, "against", "", "a git revision"},
    {0, "format", "text markdown json", "of the report"},
    {0, "graph-link", "", "address of a picture of the order"},
    {'f', "values", MANIFESTS, "parameters of the stack"},
    {0, "set", "", "one parameter, PATH=VALUE"},
    {'e', "environment", "@environment", "of stk.project"},
    {0, "kube", "@kube", "target version"},
    {'n', "namespace", "", "of objects that tell none"},
    {0},
};

static const struct known_option of_images[] = {
    {0, "format", "text json", "of the list"},
    {0, "unlocked", NULL, "without digests, for a lock file"},
    {0},
};

static const struct known_option of_list[] = {
    {0, "services", NULL, "instances, with component and waves"},
    {0, "objects", NULL, "objects, with service and line"},
    {0, "format", "text json", "of the list"},
    {0},
};

static const struct known_option of_graph[] = {
    {'o', "out", "@file", "instead of standard output"},
    {0, "format", "html svg dot mermaid json", "of the picture"},
    {0, "show", "order secrets network", "what is drawn"},
    {0},
};

static const struct known_option of_explain[] = {
    {0, "line", "", "FILE:LINE of a source"},
    {0, "map", "@file", "what another tool wrote"},
    {0, "format", "text json", "of what is told"},
    {0},
};

static const struct known_option of_test[] = {
    {0, "format", "tap junit", "of the results"},
    {'j', "jobs", "", "tests at once"},
    {0, "changed-since", "", "a git revision: only what has changed"},
    {0, "update", NULL, "write the snapshots that differ"},
    {0},
};

static const struct known_option of_import[] = {
    {'o', "out", ".stk", "where to"},
    {0, "name", "", "of the stack"},
    {0, "lift", NULL, "services of the library where they fit"},
    {'n', "namespace", "", "of objects that tell none"},
    {0, "kube", "@kube", "version of the manifests"},
    {0},
};

static const struct known_option of_schema[] = {
    {0, "install", NULL, "the stack itself installs them"},
    {0, "format", "text json", "of what is printed"},
    {0},
};

static const struct known_option of_kube[] = {
    {0, "dry-run", NULL, "tell, and write nothing"},
    {0, "format", "text json", "of what is told"},
    {0},
};

static const struct known_option of_package[] = {
    {'o', "out", "@file", "the archive"},
    {0, "version", "", "instead of that of stk.project"},
    {0, "format", "text json", "of what is printed"},
    {0},
};

static const struct known_option of_doc[] = {
    {0, "format", "text markdown html json", "of what is told"},
    {0, "kube", "@kube", "version of kinds and fields"},
    {0, "values", NULL, "write the values file of a stack"},
    {0, "deep", NULL, "with parameters of its instances"},
    {'e', "environment", "@environment", "of stk.project"},
    {'f', NULL, MANIFESTS, "with values of this file"},
    {0, "set", "", "one parameter, PATH=VALUE"},
    {0},
};

static const struct known_option of_fmt[] = {{0, "check", NULL, "change nothing, name files"}, {0}};
static const struct known_option of_init[] = {{0, "template", "service stateful library", "what to begin with"}, {0}};
static const struct known_option of_completion[] = {{0, "words", NULL, "what may stand last"}, {0}};

const struct known_command compiler_commands[] = {
    {"check", "type-check stacks and examine what they make", STACK " " MANIFESTS, NULL, {of_check, of_runs, of_stacks, help}},
    {"compile", "write the manifests of a stack, or of all", STACK, "", {of_compile, of_runs, of_stacks, help}},
    {"diff", "tell what a change does to a running cloud", STACK " " MANIFESTS, NULL, {of_diff, help}},
    {"images", "list the images that pods run", STACK " " MANIFESTS, "", {of_images, of_stacks, help}},
    {"list", "list stacks, environments, services and objects", STACK, "", {of_list, of_stacks, help}},
    {"graph", "draw what waits for what, who reads which secret, who may reach whom", STACK " " MANIFESTS, NULL, {of_graph, of_stacks, help}},
    {"fmt", "bring sources into the one layout", "@folder .stk", NULL, {of_fmt, help}},
    {"explain", "tell about a diagnostic code, or who set a field", "@code @folder", "@object", {of_explain, help}},
    {"doc", "tell about a component, a stack, a field of Kubernetes; write a values file", STACK " std", "", {of_doc, help}},
    {"test", "run the test blocks of modules", "@folder .stk", NULL, {of_test, help}},
    {"watch", "compile on every save, and tell what changes", STACK, "", {of_stacks, help}},
    {"package", "make an archive of a project, for others to use", "@folder", "", {of_package, help}},
    {"init", "begin a project", "@folder", "", {of_init, help}},
    {"import", "turn manifests of others into a stack", "@folder " MANIFESTS, NULL, {of_import, help}},
    {"schema", "make the kinds of others typed", "add", MANIFESTS " @folder", {of_schema, help}},
    {"kube", "teach a project a newer release of Kubernetes", "add", MANIFESTS " @folder", {of_kube, help}},
    {"lsp", "serve editors", "", "", {help}},
    {"completion", "print a script that completes command lines", "bash zsh fish", "", {of_completion, help}},
    {0},
};
