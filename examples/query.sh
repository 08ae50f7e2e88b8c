#!/usr/bin/env bash
# Asks a running host what applies to one subject, as an approval system would.
#
#   echo 91481802MA0000007T | examples/query.sh http://127.0.0.1:8420 accord-data/bootstrap.token 2026-11-23
#
# For a person, `resident-identity-number` is the fourth argument. The identifier comes on
# standard input and the token from a file, and curl reads both from its standard input, so
# that neither stands in the list of processes. Needs curl and jq.
#
# Ends with 0 and one line for each measure; no line means that no measure applies. Ends
# with 3 if a memorandum failed to answer or something is missing: then "no line" means
# nothing, and a person has to look. Ends with 1 if the host refused.
set -euo pipefail

if [[ $# -lt 3 || $# -gt 4 ]]; then
  echo "usage: query.sh URL TOKEN-FILE DAY [SCHEME] < identifier" >&2
  exit 2
fi
base=$1 as_of=$3 scheme=${4:-unified-social-credit-code}
token=$(<"$2")
read -r identifier || [[ -n $identifier ]]
# What goes into the request is checked first: it is put between quotation marks.
[[ $identifier =~ ^[0-9A-Z]{18}$ ]] || { echo "the identifier is not 18 digits and capitals" >&2; exit 2; }
[[ $as_of =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || { echo "the day is not like 2026-11-23" >&2; exit 2; }
[[ $scheme =~ ^[a-z-]+$ ]] || { echo "no such scheme" >&2; exit 2; }

if ! answer=$(curl --silent --show-error --fail-with-body --max-time 10 --config - <<CONFIG
url = "$base/v1/measures:query"
header = "Authorization: Bearer $token"
header = "Content-Type: application/json"
data = "{\"identifier\":{\"scheme\":\"$scheme\",\"value\":\"$identifier\"},\"as_of\":\"$as_of\"}"
CONFIG
); then
  # The body is a problem document, unless nobody answered.
  jq -r '"\(.detail) (\(.detail_en))"' <<<"$answer" >&2 2>/dev/null || true
  exit 1
fi

jq -r '.measures[] | [.direction, .code, .title, .executor.name, (.until | if type == "object" then .day else . end)] | @tsv' <<<"$answer"
jq -r '(.faults[] | "fault: \(.memorandum): \(.fault)"),
       (.gaps[] | "undetermined: \(.memorandum): \(.rule.label): \(.missing) is missing")' <<<"$answer" >&2
jq -e '(.faults | length) + (.gaps | length) == 0' <<<"$answer" >/dev/null || exit 3
