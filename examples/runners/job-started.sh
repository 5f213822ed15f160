#!/bin/sh
# Ends a job before its first step where its code is not this repository's, or where anybody could have started it.
# On the machine: ACTIONS_RUNNER_HOOK_JOB_STARTED=/opt/slipway/job-started.sh in the runner's .env file.
set -eu

refuse() {
  echo "::error title=This machine refuses::$1"
  exit 1
}

command -v jq >/dev/null || refuse 'jq is not installed, so nothing can be checked: install it on the machine'
case "$GITHUB_EVENT_NAME" in
  push | pull_request | merge_group | workflow_dispatch | repository_dispatch | schedule | workflow_run | release) ;;
  *) refuse "the event is $GITHUB_EVENT_NAME, which somebody without rights can cause" ;;
esac

# The head of a pull request or of the run that caused this one; a repository that is gone is null.
head=$(jq -r --arg own "$GITHUB_REPOSITORY" '
  if .pull_request then .pull_request.head.repo.full_name // "a repository that is gone"
  elif .workflow_run then .workflow_run.head_repository.full_name // "a repository that is gone"
  else $own end' "$GITHUB_EVENT_PATH") || refuse 'the event cannot be read'
[ "$head" = "$GITHUB_REPOSITORY" ] ||
  refuse "the code comes from $head, not from $GITHUB_REPOSITORY; a maintainer who has read it comments /slipway train"
