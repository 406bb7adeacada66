/* Rules about the values of a type: what the API server refuses in objects of the right shape. Constant tables, made from rules/ when stk is built;
 * rules/README.md tells what each rule means. */
#ifndef STK_RULES_H
#define STK_RULES_H

#include "kube/kube.h"

enum kube_rule_kind {
    KUBE_RULE_SET,           /* there, and not empty */
    KUBE_RULE_FILLED,        /* not empty, if it is there */
    KUBE_RULE_FORBIDDEN,     /* not there, or empty */
    KUBE_RULE_PRESENT,       /* there, be it empty */
    KUBE_RULE_ABSENT,        /* not there, not even empty */
    KUBE_RULE_RANGE,         /* a number from low to high */
    KUBE_RULE_LENGTH,        /* a text of low to high characters */
    KUBE_RULE_ITEMS,         /* a list or map of low to high elements */
    KUBE_RULE_FORMAT,        /* a text or quantity as the format says */
    KUBE_RULE_ONE_OF,        /* one of the words */
    KUBE_RULE_NONE_OF,       /* none of them */
    KUBE_RULE_UNIQUE,        /* no two elements that have the fields words[0], words[2] … alike; no words: no two alike */
    KUBE_RULE_AT_MOST,       /* a number or quantity, not above that of the field words[0] */
    KUBE_RULE_BELOW,         /* the same, and not equal */
    KUBE_RULE_CHECK,         /* what a table cannot say */
    KUBE_RULE_EXACTLY_ONE,   /* of the fields */
    KUBE_RULE_AT_MOST_ONE,
    KUBE_RULE_AT_LEAST_ONE,
    KUBE_RULE_DEPRECATED,    /* better not there: words[0] says what instead */
    KUBE_RULE_UNREAD,        /* no rule about the whole type looks at it */
    KUBE_RULE_OLD,           /* better not the text words[0], or not begun so if it ends with "/": words[1] says what instead */
};

/* What texts and quantities have to look like; the second column is the word in rules/. admit/value_format.c knows what each means. */
#define KUBE_FORMATS(X) \
    X(LABEL, "label") X(HOST_LABEL, "host-label") X(SUBDOMAIN, "subdomain") X(QUALIFIED_NAME, "qualified-name") X(LABEL_VALUE, "label-value") \
    X(PATH_SEGMENT, "path-segment") X(PORT_NAME, "port-name") X(CONFIG_KEY, "config-key") X(IP, "ip") X(CIDR, "cidr") \
    X(ABSOLUTE_PATH, "absolute-path") X(PERCENT, "percent") X(NOT_NEGATIVE, "not-negative") X(POSITIVE, "positive") \
    X(STRICT_IP, "strict-ip") X(FORWARD_PATH, "forward-path") X(CASELESS_SUBDOMAIN, "caseless-subdomain") X(HOST_PORTS, "host-ports") \
    X(ISCSI_NAME, "iscsi-name") X(RELATIVE_PATH, "relative-path") X(INNER_PATH, "inner-path") X(NO_SLASH, "no-slash") X(TRIMMED, "trimmed") \
    X(SUBDOMAIN_PREFIX, "subdomain-prefix") X(DOTTED_SUBDOMAIN, "dotted-subdomain") X(SEARCH_DOMAIN, "search-domain") X(SYSCTL, "sysctl") \
    X(DOTTED_SYSCTL, "dotted-sysctl") X(HEADER_NAME, "header-name") X(WINDOWS_USER, "windows-user") X(FOREIGN_OPTION, "foreign-option") \
    X(SUBSCRIPTION_PATH, "subscription-path") X(HTTPS_ADDRESS, "https-address") X(IPV4, "ipv4") X(IPV6, "ipv6") \
    X(CANONICAL_IP, "canonical-ip") X(REACHABLE_IP, "reachable-ip") X(STRICT_CIDR, "strict-cidr") X(CANONICAL_CIDR, "canonical-cidr") \
    X(PLAIN_PATH, "plain-path") X(DOMAIN_OR_WILDCARD, "domain-or-wildcard") X(NOT_IP, "not-ip") X(HOST, "host") \
    X(DOMAIN_NAME, "domain-name") X(DOMAIN_PATH, "domain-path") X(CASELESS_QUALIFIED_NAME, "caseless-qualified-name") X(SHARE, "share") \
    X(LEASE_STRATEGY, "lease-strategy") X(FINALIZER, "finalizer") X(NUMBER, "number") X(SYSCTL_PATTERN, "sysctl-pattern") X(TIME, "time") \
    X(MICRO_TIME, "micro-time") X(BASE64, "base64") X(SEMANTIC_VERSION, "semantic-version") X(INTEGER, "integer") X(NOT_BLANK, "not-blank") \
    X(ONE_LINE, "one-line") X(CEL_IDENTIFIER, "cel-identifier") X(TIME_ZONE, "time-zone") X(DOTTED_DOMAIN, "dotted-domain") \
    X(HOOK_NAME, "hook-name") X(KIND_NAME, "kind-name") X(API_VERSION, "api-version") X(GROUPED_VERSION, "grouped-version") \
    X(PLAIN_VERSION, "plain-version") X(HTTPS_URL, "https-url") X(URL_PATH, "url-path") X(REQUEST_PATH, "request-path") \
    X(FIELD_PATH, "field-path") X(SPEC_PATH, "spec-path") X(STATUS_PATH, "status-path") X(SCALED_PATH, "scaled-path") \
    X(LABEL_OR_STAR, "label-or-star") X(SUBDOMAIN_OR_STAR, "subdomain-or-star") X(SIGNER, "signer") X(DRIVER, "driver") X(POOL, "pool") \
    X(DEVICE_KEY, "device-key") X(DEVICE_ATTRIBUTE, "device-attribute") X(EXTENDED_RESOURCE, "extended-resource") X(KEY_USAGE, "key-usage") \
    X(DOMAIN_KEY, "domain-key") X(CONTAINER_RESOURCE, "container-resource")

/* Functions, each in a file of its subject, admit/check_….c: of a value by itself … */
#define KUBE_CHECKS(X) \
    X(FLOW_VERBS, check_flow_verbs, "flow-verbs") X(METADATA, check_metadata, "metadata") \
    X(SCHEDULE, check_schedule, "schedule") X(VARIABLE, check_variable, "variable") \
    X(VARIABLE_NAME, check_variable_name, "variable-name") X(POD_ANNOTATIONS, check_pod_annotations, "pod-annotations") \
    X(CONTAINER_NAMES, check_container_names, "container-names") X(INIT_CONTAINERS, check_init_containers, "init-containers") \
    X(HOST_PORTS, check_host_ports, "host-ports") X(HOST_PROCESSES, check_host_processes, "host-processes") \
    X(HOST_SYSCTLS, check_host_sysctls, "host-sysctls") X(SLEEPS, check_sleeps, "sleeps") X(SEARCH_LIST, check_search_list, "search-list") \
    X(FIELD_OF_VARIABLE, check_field_of_variable, "field-of-variable") X(FIELD_OF_FILE, check_field_of_file, "field-of-file") \
    X(RESOURCE_FIELD, check_resource_field, "resource-field") X(RESOURCES, check_resources, "resources") X(LIMITS, check_limits, "limits") \
    X(POD_RESOURCES, check_pod_resources, "pod-resources") X(CLAIMS_OF_POD, check_claims_of_pod, "claims-of-pod") \
    X(VOLUME_DEVICES, check_volume_devices, "volume-devices") X(FILE_KEYS, check_file_keys, "file-keys") \
    X(PROJECTED_PATHS, check_projected_paths, "projected-paths") X(LABEL_KEYS, check_label_keys, "label-keys") \
    X(NODE_LABEL, check_node_label, "node-label") X(NODE_FIELD, check_node_field, "node-field") \
    X(NAMES_OF_SEVERAL, check_names_of_several, "names-of-several") X(NODE_PORTS, check_node_ports, "node-ports") \
    X(SLICE_PORTS, check_slice_ports, "slice-ports") X(CLUSTER_ADDRESSES, check_cluster_addresses, "cluster-addresses") \
    X(SOURCE_RANGE, check_source_range, "source-range") X(SERVICE_ANNOTATIONS, check_service_annotations, "service-annotations") \
    X(INGRESS_CLASS, check_ingress_class, "ingress-class") X(OLD_INGRESS_RULE, check_old_ingress_rule, "old-ingress-rule") \
    X(OLD_BACKEND, check_old_backend, "old-backend") X(TWO_FAMILIES, check_two_families, "two-families") \
    X(PORTAL_LENGTH, check_portal_length, "portal-length") X(ACCESS_MODES, check_access_modes, "access-modes") \
    X(DATA_SOURCE, check_data_source, "data-source") X(PARAMETERS_SIZE, check_parameters_size, "parameters-size") \
    X(TOPOLOGIES, check_topologies, "topologies") X(AUDIENCES, check_audiences, "audiences") \
    X(QUOTA_NAMES, check_quota_names, "quota-names") X(QUOTA_SCOPES, check_quota_scopes, "quota-scopes") \
    X(LIMIT_TYPE, check_limit_type, "limit-type") X(LIMIT_NAMES, check_limit_names, "limit-names") \
    X(LIMIT_ORDER, check_limit_order, "limit-order") X(STORAGE_LIMIT, check_storage_limit, "storage-limit") \
    X(CONTAINER_RESOURCES, check_container_resources, "container-resources") \
    X(POLICY_CAPABILITIES, check_policy_capabilities, "policy-capabilities") X(POLICY_SYSCTLS, check_policy_sysctls, "policy-sysctls") \
    X(POLICY_CLASSES, check_policy_classes, "policy-classes") X(SECRET_BYTES, check_secret_bytes, "secret-bytes") \
    X(SECRET_KEYS, check_secret_keys, "secret-keys") X(EMULATED_VERSION, check_emulated_version, "emulated-version") \
    X(EVENT_NAMESPACE, check_event_namespace, "event-namespace") X(ROLLING_DEPLOYMENT, check_rolling_deployment, "rolling-deployment") \
    X(ROLLING_DAEMONS, check_rolling_daemons, "rolling-daemons") X(REPLICATION_LABELS, check_replication_labels, "replication-labels") \
    X(PRIORITY_CLASS, check_priority_class, "priority-class") X(MANUAL_SELECTOR, check_manual_selector, "manual-selector") \
    X(JOB_LABELS, check_job_labels, "job-labels") X(EXIT_CODES, check_exit_codes, "exit-codes") \
    X(CLUSTER_SUBJECT, check_cluster_subject, "cluster-subject") X(LOCAL_REVIEW, check_local_review, "local-review") \
    X(ALONE_WITH_STAR, check_alone_with_star, "alone-with-star") X(HOOK_RESOURCES, check_hook_resources, "hook-resources") \
    X(REVIEW_VERSIONS, check_review_versions, "review-versions") X(VALIDATION_ACTIONS, check_validation_actions, "validation-actions") \
    X(AUDIT_KEYS, check_audit_keys, "audit-keys") X(HOOK_CONDITIONS, check_hook_conditions, "hook-conditions") \
    X(POLICY_EXPRESSIONS, check_policy_expressions, "policy-expressions") \
    X(DEVICE_EXPRESSION, check_device_expression, "device-expression") X(DEFINITION, check_definition, "definition") \
    X(API_SERVICE, check_api_service, "api-service") X(FLOW_SCHEMA, check_flow_schema, "flow-schema") \
    X(PRIORITY_LEVEL, check_priority_level, "priority-level") X(QUEUES, check_queues, "queues") \
    X(CERTIFICATE_REQUEST, check_certificate_request, "certificate-request") X(TRUST_BUNDLE, check_trust_bundle, "trust-bundle") \
    X(POD_CERTIFICATE, check_pod_certificate, "pod-certificate") X(REQUEST_NAMES, check_request_names, "request-names") \
    X(DEVICE_SLICE, check_device_slice, "device-slice") X(DEVICE, check_device, "device")

/* … and of one in the record that it is in. */
#define KUBE_CHECKS_WITHIN(X) \
    X(NODE_NETWORKS, check_node_networks, "node-networks") X(PORTAL_NAME, check_portal_name, "portal-name") \
    X(EXCEPT_INSIDE, check_except_inside, "except-inside") X(SAME_SOURCE, check_same_source, "same-source") \
    X(NOT_IN_BOTH, check_not_in_both, "not-in-both") X(MANY_COMPLETIONS, check_many_completions, "many-completions") \
    X(FAILURE_CONTAINERS, check_failure_containers, "failure-containers") X(SUCCESS_POLICY, check_success_policy, "success-policy") \
    X(REQUEST_POLICY, check_request_policy, "request-policy")

enum kube_format {
#define X(format, word) FORMAT_##format,
    KUBE_FORMATS(X)
#undef X
};

enum kube_check {
#define X(check, function, word) CHECK_##check,
    KUBE_CHECKS(X)
    KUBE_CHECKS_WITHIN(X)
#undef X
};

/* A part of a value: keys of records, or "*" for each element of a list or map and "@" for each key of a map. Ended by NULL; points into kube_words. */
typedef const char *const *kube_path;

struct kube_condition {
    kube_path path;
    const char *const *values; /* one of them is there; "" stands for none, or an empty one. NULL: anything that is not empty */
    bool unless;               /* the contrary */
};

struct kube_rule {
    enum kube_rule_kind kind : 8;
    uint8_t since, until;                     /* minor versions: the first with the rule; the first without it, 0: it lasts */
    uint8_t nconditions;
    const struct kube_condition *conditions;  /* all have to hold */
    kube_path path;                           /* of the value, from that of the type; ends at once: the value of the type itself */
    int64_t low, high;                        /* INT64_MIN, INT64_MAX: no bound */
    uint8_t number;                           /* enum kube_format or kube_check */
    const char *const *words;                 /* fields of KUBE_RULE_UNIQUE, KUBE_RULE_AT_MOST and KUBE_RULE_BELOW: each with what stands for it where it is absent; "": nothing */
};

/* In words: "from 1 to 9", "1 or more". */
Str kube_rule_bounds(struct arena *, const struct kube_rule *);

/* All words of all rules, so that names for them can be kept beside: WORD - kube_words is its number. */
extern const char *const kube_words[];
size_t kube_word_count(void);

#endif
