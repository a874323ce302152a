#!/bin/bash
# Makes the search store's roles, users and index templates what the files say: role-<name>.json, user-<name>.json and
# template-<name>.json, each the body of its request. A role or user that carries our mark (`"metadata": {"lakehouse":
# true}`) and is listed no more is removed; what somebody else made is left alone. Run again, it changes nothing. Bash and
# curl are all the image has for this.
set -euo pipefail
shopt -s nullglob

files=/etc/lakehouse/search-store-access
: "${SEARCH_STORE_URL:?where the search store is, for example https://search-store:9200}"
# Seconds the server may take until it is ready.
patience=${SEARCH_STORE_PATIENCE:-120}
deadline=$((SECONDS + patience))
# Seconds for which the server may not know the administrator's password yet: in a cluster its files come after a change.
login_deadline=$((SECONDS + ${SEARCH_STORE_LOGIN_PATIENCE:-0}))

fail() {
    echo "search store access: $1" >&2
    exit 1
}

# request METHOD PATH [FILE]: sends FILE and sets `status` and `answer`. Waits only while the server does not listen
# yet (curl's codes 6 and 7: name or connection), says that it is not ready (503), or may not know the login yet (401).
request() {
    local body=() code
    if [[ $# -gt 2 ]]; then
        body=(--header "Content-Type: application/json" --data-binary "@$3")
    fi
    while true; do
        code=0
        answer=$(curl --silent --show-error --noproxy '*' --tlsv1.3 --cacert "$files/ca.crt" --max-time 30 \
            --config "$files/administrator.curl" --request "$1" --write-out '\n%{http_code}' "${body[@]}" \
            "$SEARCH_STORE_URL$2" 2>&1) || code=$?
        status=${answer##*$'\n'}
        answer=${answer%$'\n'*}
        if [[ $code -eq 0 && $status -eq 401 ]] && ((SECONDS < login_deadline)); then
            sleep 2
            continue
        fi
        if [[ $code -eq 0 && $status -ne 503 ]]; then
            return
        fi
        if [[ $code -ne 0 && $code -ne 6 && $code -ne 7 ]]; then
            fail "$1 $SEARCH_STORE_URL$2: ${answer%%$'\n'*}"
        fi
        if ((SECONDS >= deadline)); then
            fail "$SEARCH_STORE_URL is not ready after $patience s: ${answer%%$'\n'*}"
        fi
        sleep 1
    done
}

# refused WHAT [FILE]: ends with the server's reason. A password of FILE that the reason quotes is left out.
refused() {
    local reason=${answer:0:300} pattern='"reason":"(([^"\\]|\\.)*)"' given='"password"[[:space:]]*:[[:space:]]*"(([^"\\]|\\.)+)"'
    if [[ $answer =~ $pattern ]]; then
        reason=${BASH_REMATCH[1]}
    fi
    if [[ $# -gt 1 && $(<"$2") =~ $given ]]; then
        reason=${reason//"${BASH_REMATCH[1]}"/(password)}
    fi
    fail "the server refused $1 (HTTP $status): $reason"
}

# apply KIND [PATH]: puts every file of a kind.
apply() {
    local file name path=${2:-/_security/$1}
    for file in "$files/$1"-*.json; do
        name=${file##*/"$1"-}
        name=${name%.json}
        [[ $name =~ ^[A-Za-z0-9_.-]+$ ]] || fail "$file: a name has letters, digits, '_', '.' and '-' only"
        request PUT "$path/$name" "$file"
        [[ $status -eq 200 ]] || refused "$1 $name" "$file"
        if [[ $answer == *'"acknowledged":true'* ]]; then
            echo "$1 $name: set to what the catalogue says"
        elif [[ $answer == *'"created":true'* ]]; then
            echo "$1 $name: created"
        else
            echo "$1 $name: there already, set to what the catalogue says"
        fi
    done
}

# remove KIND: removes what carries our mark and has no file.
remove() {
    local rest name ours='"([A-Za-z0-9_.-]+)":\{"metadata":\{"lakehouse":true\}\}'
    request GET "/_security/$1?filter_path=*.metadata.lakehouse"
    [[ $status -eq 200 ]] || refused "to list every $1"
    rest=$answer
    while [[ $rest =~ $ours ]]; do
        name=${BASH_REMATCH[1]}
        rest=${rest#*"${BASH_REMATCH[0]}"}
        [[ ! -e $files/$1-$name.json ]] || continue
        request DELETE "/_security/$1/$name"
        [[ $status -eq 200 || $status -eq 404 ]] || refused "to remove $1 $name"
        echo "$1 $name: removed, the catalogue has it no more"
    done
}

for file in ca.crt administrator.curl; do
    [[ -r $files/$file ]] || fail "$files/$file cannot be read"
done
apply template /_index_template
apply role
apply user
# Users before roles: nobody is left with a role that is gone.
remove user
remove role
