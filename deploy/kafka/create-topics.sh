#!/bin/sh
# Creates Alambic's topics where they do not exist yet. Needs BOOTSTRAP_SERVERS; PARTITIONS and
# REPLICATION_FACTOR default to 4 and 1. ANSWERS names the topic of several teachers, if there are some. Runs in any image that has Kafka's tools.
set -eu

create() { # topic, partitions, cleanup policy, further options
    topic=$1 partitions=$2 policy=$3
    shift 3
    "${KAFKA_HOME:-/opt/kafka}/bin/kafka-topics.sh" --bootstrap-server "$BOOTSTRAP_SERVERS" \
        --create --if-not-exists --topic "$topic" --partitions "$partitions" \
        --replication-factor "${REPLICATION_FACTOR:-1}" \
        --config "cleanup.policy=$policy" --config max.message.bytes=16842752 "$@"
}

# What the services write: retention counts from when it was written, however old the samples are.
create_written() { # topic, partitions
    create "$1" "$2" delete --config message.timestamp.type=LogAppendTime
}

create alambic.samples "${PARTITIONS:-4}" delete
create_written alambic.knowledge "${PARTITIONS:-4}"
create alambic.control 1 compact
create alambic.weights 1 compact --config min.cleanable.dirty.ratio=0.1 --config segment.bytes=67108864
create_written alambic.dead-letters 1
[ -z "${ANSWERS:-}" ] || create_written "$ANSWERS" "${PARTITIONS:-4}"
