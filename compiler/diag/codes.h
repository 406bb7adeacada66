/* Every diagnostic code: X(code, severity, title). A code keeps its meaning for ever and is never used again.
 * The long text of each, with a bad and a good example, is a section of grammar/errors.md. */
#ifndef STK_CODES_H
#define STK_CODES_H

#define DIAG_CODES(X) \
    X(E0001, ERROR,   "not valid UTF-8, or a character that means nothing here") \
    X(E0002, ERROR,   "text that is never closed") \
    X(E0003, ERROR,   "syntax error") \
    X(E0004, ERROR,   "literal that does not exist") \
    X(E0005, ERROR,   "nested too deep") \
    X(E0006, ERROR,   "file that cannot be read") \
    X(E0101, ERROR,   "unknown name") \
    X(E0102, ERROR,   "unknown component") \
    X(E0103, ERROR,   "unknown type") \
    X(E0104, ERROR,   "unknown module") \
    X(E0105, ERROR,   "declared twice") \
    X(E0106, ERROR,   "name of a module used for something else") \
    X(E0107, ERROR,   "unknown field") \
    X(E0108, ERROR,   "unknown argument") \
    X(E0109, ERROR,   "modules that use each other in a circle") \
    X(E0110, ERROR,   "override path that names nothing") \
    X(E0111, ERROR,   "key that is not in the map") \
    X(E0112, ERROR,   "definition that contains itself") \
    X(E0113, ERROR,   "reserved parameter name") \
    X(E0114, ERROR,   "no stack to compile") \
    X(E0201, ERROR,   "value of the wrong type") \
    X(E0202, ERROR,   "operator that does not fit its operands") \
    X(E0203, ERROR,   "field that must be set is missing") \
    X(E0204, ERROR,   "optional value used before it was handled") \
    X(E0205, ERROR,   "not a function") \
    X(E0206, ERROR,   "wrong number of arguments") \
    X(E0207, ERROR,   "literal that is not valid for its type") \
    X(E0208, ERROR,   "value that cannot be iterated") \
    X(E0209, ERROR,   "unknown member of an enum") \
    X(E0210, ERROR,   "refinement that does not fit its type") \
    X(E0301, ERROR,   "value that does not match its pattern") \
    X(E0302, ERROR,   "value outside its range") \
    X(E0412, ERROR,   "requirement that is not met") \
    X(E0501, ERROR,   "number too large") \
    X(E0502, ERROR,   "division by zero") \
    X(E0503, ERROR,   "index outside the list") \
    X(E0504, ERROR,   "evaluation over its limits") \
    X(E0505, ERROR,   "conversion that failed") \
    X(E0601, ERROR,   "circle in the order") \
    X(E0602, ERROR,   "more than 10,000 waves") \
    X(E0603, ERROR,   "a webhook that has to admit its own pods") \
    X(E0604, ERROR,   "waiting for a port that is not served") \
    X(E0701, ERROR,   "Service that selects no pod") \
    X(E0702, ERROR,   "Service that selects pods of two owners") \
    X(E0703, ERROR,   "Service port that no container has") \
    X(E0704, ERROR,   "probe of a port that the container does not have") \
    X(E0705, ERROR,   "mount of something that does not exist") \
    X(E0706, ERROR,   "host port or host path wanted twice on one node") \
    X(E0707, ERROR,   "overlapping selectors") \
    X(E0708, ERROR,   "object name that Kubernetes refuses") \
    X(E0709, ERROR,   "object larger than the API server takes") \
    X(E0710, ERROR,   "disruption budget that blocks every drain") \
    X(E0711, ERROR,   "privilege that the namespace does not allow") \
    X(E0712, ERROR,   "image without tag or digest") \
    X(E0713, ERROR,   "reference to an object that does not exist") \
    X(E0714, ERROR,   "two objects of the same name") \
    X(E0715, ERROR,   "spread wider than the plane") \
    X(E0716, ERROR,   "more requested than the plane holds") \
    X(E0717, ERROR,   "value that Kubernetes refuses, or stores as another") \
    X(E0718, ERROR,   "pods that the quota of their namespace refuses") \
    X(E0801, ERROR,   "unknown kind") \
    X(E0802, ERROR,   "kind that the target version does not serve") \
    X(E0803, ERROR,   "field that the target version does not have") \
    X(E0804, ERROR,   "field that Kubernetes requires is missing") \
    X(E0805, ERROR,   "CustomResourceDefinition that cannot be used") \
    X(E0806, ERROR,   "document that is no Kubernetes object") \
    X(E0807, ERROR,   "release of Kubernetes that is not known") \
    X(E0808, ERROR,   "OpenAPI document that cannot be used") \
    X(E0901, ERROR,   "secret in a place that is not secret") \
    X(E0902, ERROR,   "secret written down in a file") \
    X(E0903, ERROR,   "secret looked into") \
    X(E1001, ERROR,   "values file that is not valid YAML or JSON") \
    X(E1002, ERROR,   "alias, anchor or tag in a values file") \
    X(E1003, ERROR,   "key given twice") \
    X(E1004, ERROR,   "project file that cannot be used") \
    X(E1005, ERROR,   "output that cannot be written") \
    X(E1006, ERROR,   "text that kubectl refuses or passes over") \
    X(E1007, ERROR,   "image that the lock file does not pin") \
    X(E1008, ERROR,   "lock file that cannot be read") \
    X(E1101, ERROR,   "failed test") \
    X(E1201, ERROR,   "section or option that the program does not have") \
    X(E1202, ERROR,   "value that the option does not take") \
    X(E1203, ERROR,   "table of options that cannot be read") \
    X(E1301, ERROR,   "value that a stack cannot say") \
    X(E1401, ERROR,   "package that is not here as it is pinned") \
    X(W0101, WARNING, "comment that allows nothing") \
    X(W0201, WARNING, "parameter that nobody reads") \
    X(W0202, WARNING, "override that changes nothing") \
    X(W0203, WARNING, "list in the place of one whose item was meant") \
    X(W0412, WARNING, "warning stated by the author") \
    X(W0701, WARNING, "selector that selects no pod") \
    X(W0702, WARNING, "StatefulSet whose Service gives its pods no names") \
    X(W0703, WARNING, "class that is not among those declared") \
    X(W0704, WARNING, "variable that is set twice, or used before it is set") \
    X(W0705, WARNING, "autoscaler that something else gets in the way of") \
    X(W0706, WARNING, "pods with two disruption budgets") \
    X(W0707, WARNING, "right to something that there is not") \
    X(W0708, WARNING, "claim of one node for several replicas") \
    X(W0709, WARNING, "host and path in two ingresses") \
    X(W0710, WARNING, "right without a bound") \
    X(W0711, WARNING, "right that leads to more rights") \
    X(W0712, WARNING, "connection that network policies do not let through") \
    X(W0713, WARNING, "name of a container that the pods do not have") \
    X(W0714, WARNING, "rules of a network policy that do nothing") \
    X(W0715, WARNING, "name of a Service that pods ask the wrong name server for") \
    X(W0716, WARNING, "update that never ends") \
    X(W0717, WARNING, "certificate that is not for the name by which the API server calls") \
    X(W0718, WARNING, "port that a monitor asks for and no Service has") \
    X(W0801, WARNING, "API version that goes away") \
    X(W0802, WARNING, "API version that is switched off by default") \
    X(W0803, WARNING, "field that is deprecated") \
    X(W0901, WARNING, "what looks like a secret, in plain text") \
    X(W0902, WARNING, "plain text in the place of a secret") \
    X(W1001, WARNING, "text that readers of YAML take for different things") \
    X(W1002, WARNING, "line of a lock file that no image has") \
    X(W1201, WARNING, "option of old") \
    X(W1202, WARNING, "option that only one of the neighbours of a release has") \
    X(W1301, WARNING, "import that is not what was there") \
    X(W1302, WARNING, "Secret whose content is not imported")

enum diag_code {
#define X(code, severity, title) code,
    DIAG_CODES(X)
#undef X
    DIAG_CODE_COUNT
};

#endif
