#!/usr/bin/env bash
# Asks a running host what applies to one subject, as an approval system would.
#
#   echo 91481802MA0000007T | examples/query.sh http://127.0.0.1:8420 accord-data/bootstrap.token 2026-11-23
#
# For a person, `resident-identity-number` is the fourth argument. The identifier comes on
# standard input and the token from a file, so that neither stands in the list of processes.
set -euo pipefail
base=$1 token_file=$2 as_of=$3 scheme=${4:-unified-social-credit-code}
read -r identifier
[[ $identifier =~ ^[0-9A-Z]{18}$ ]] || { echo "not 18 digits and capitals" >&2; exit 2; }
curl --silent --show-error --fail-with-body --config - <<CONFIG
url = "$base/v1/measures:query"
header = "Authorization: Bearer $(<"$token_file")"
header = "Content-Type: application/json"
data = "{\"identifier\":{\"scheme\":\"$scheme\",\"value\":\"$identifier\"},\"as_of\":\"$as_of\"}"
CONFIG
