/* Which request is answered by which function, and what an editor is told of it. */
#include "editor/answers.h"

static const struct { const char *method, *capability; answer_function *answer; } methods[] = {
    {"textDocument/hover", "hoverProvider", answer_hover},
    {"textDocument/definition", "definitionProvider", answer_definition},
    {"textDocument/references", "referencesProvider", answer_references},
    {"textDocument/documentHighlight", "documentHighlightProvider", answer_highlights},
    {"textDocument/documentSymbol", "documentSymbolProvider", answer_symbols},
    {"workspace/symbol", "workspaceSymbolProvider", answer_project_symbols},
    {"textDocument/formatting", "documentFormattingProvider", answer_formatting},
    {"textDocument/codeAction", "codeActionProvider", answer_actions},
    {"textDocument/inlayHint", "inlayHintProvider", answer_hints},
    {"textDocument/completion", NULL, answer_completion},
    {"textDocument/signatureHelp", NULL, answer_signature},
    {"textDocument/rename", NULL, answer_rename},
    {"textDocument/prepareRename", NULL, answer_prepare_rename},
};

answer_function *answer_to(const char *method)
{
    for (size_t i = 0; i < COUNT(methods); i++)
        if (strcmp(methods[i].method, method) == 0) return methods[i].answer;
    return NULL;
}

json_t *capabilities(enum encoding encoding)
{
    static const char *const encodings[] = {[ENCODING_UTF16] = "utf-16", [ENCODING_UTF8] = "utf-8", [ENCODING_UTF32] = "utf-32"};
    json_t *all = json_pack("{s:s, s:{s:b, s:i}, s:{s:[s,s,s]}, s:{s:[s,s]}, s:{s:b}}", "positionEncoding", encodings[encoding], "textDocumentSync",
                            "openClose", 1, "change", 2, "completionProvider", "triggerCharacters", ".", "\"", "/", "signatureHelpProvider",
                            "triggerCharacters", "(", ",", "renameProvider", "prepareProvider", 1);
    json_object_set_new(all, "workspace", json_pack("{s:{s:b, s:b}}", "workspaceFolders", "supported", 1, "changeNotifications", 1));
    for (size_t i = 0; i < COUNT(methods); i++)
        if (methods[i].capability) json_object_set_new(all, methods[i].capability, json_true());
    return all;
}
