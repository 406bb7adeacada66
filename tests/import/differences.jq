# Of "stk diff --format json MANIFESTS COMPILED": what is not as it was, but for the namespace $namespace, which the compiler
# writes into objects that tell none, and other spellings of the same quantity, and the status of claims, which is not read. A line each.
def units: {"": 1, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
    Ki: 1024, Mi: 1048576, Gi: 1073741824, Ti: 1099511627776, Pi: 1125899906842624, Ei: 1152921504606846976};
def amount:
  if type == "number" then . * 1000
  elif type == "string" then (capture("^(?<n>[0-9]*\\.?[0-9]+)(?<u>[numkMGTPE]?i?)$") // null) as $q
    | if $q and units[$q.u] then ($q.n | tonumber) * units[$q.u] * 1000 | . * 1e6 | round / 1e6 else null end
  else null end;
def is_quantity: (.path | test("resources\\.(limits|requests)|sizeLimit|capacity|hard")) and (.before | amount) != null and (.before | amount) == (.after | amount);
def is_namespace: .path == "metadata.namespace" and .before == null and .after == $namespace;
def is_nothing: .before == {} and .after == null and .path == "status";
def is_status_of_claim: .after == null and (.path | test("volumeClaimTemplates.*\\.status$"));
def id_of_default: sub("^(?<kind>[^/]*)//"; "\(.kind)/\($namespace)/");

[.objects[] | select(.change == "created") | .id] as $created
| [.objects[] | select(.change == "pruned") | .id | id_of_default] as $pruned
| .objects[]
| if .change == "changed" then .id as $id | .fields[]? | select((is_quantity or is_namespace or is_nothing or is_status_of_claim) | not) | "\($id) \(.path)"
  elif .change == "created" and (.id | IN($pruned[])) then empty
  elif .change == "pruned" and (.id | id_of_default | IN($created[])) then empty
  else "\(.id) \(.change)" end
