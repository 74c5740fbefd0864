"""Writes digits to a topic, as an application does that has never heard of Alambic: one record a digit, in order.

    produce_digits.py BROKERS TOPIC FORM IDX_FOLDER JPEG_FOLDER COUNT SCHEMA_ID SCHEMA_GUID

FORM is json, avro-id (Confluent's framing: a byte 0 and an id before the value), avro-header (the newer one: the header
__value_schema_id) or jpeg. Avro is encoded by hand for {number: int, digit: int, pixels: [float]}.
"""

import json
import struct
import sys
import uuid

from confluent_kafka import Producer

brokers, topic, form, idx, jpegs, count, schema_id, schema_guid = sys.argv[1:]
count = int(count)
SIZE = 28 * 28

with open(idx + "/train-images-idx3-ubyte", "rb") as file:
    images = file.read(16 + count * SIZE)[16:]
with open(idx + "/train-labels-idx1-ubyte", "rb") as file:
    digits = file.read(8 + count)[8:]


def whole(number):
    """A number of Avro: zigzag, seven bits a byte."""
    number = (number << 1) ^ (number >> 63)
    written = bytearray()
    while number > 0x7F:
        written.append(0x80 | (number & 0x7F))
        number >>= 7
    written.append(number)
    return bytes(written)


def avro(number, digit, pixels):
    brightness = struct.pack("<%df" % SIZE, *(pixel * 0.00392156862745098 for pixel in pixels))
    return whole(number) + whole(digit) + whole(SIZE) + brightness + whole(0)


def record(number):
    """Key, value and headers."""
    pixels = images[number * SIZE : (number + 1) * SIZE]
    digit = digits[number]
    if form == "json":
        return None, json.dumps({"number": number, "digit": digit, "pixels": list(pixels)}).encode(), []
    if form == "avro-id":
        return None, b"\0" + struct.pack(">i", int(schema_id)) + avro(number, digit, pixels), []
    if form == "avro-header":
        return None, avro(number, digit, pixels), [("__value_schema_id", b"\1" + uuid.UUID(schema_guid).bytes)]
    with open("%s/%d.jpg" % (jpegs, number), "rb") as file:
        return str(number), file.read(), [("digit", str(digit).encode())]


failed = []
producer = Producer({"bootstrap.servers": brokers, "enable.idempotence": True, "linger.ms": 20})
for number in range(count):
    key, value, headers = record(number)
    while True:
        try:
            producer.produce(
                topic, value, key, partition=0, headers=headers, on_delivery=lambda error, _: error and failed.append(error)
            )
            break
        except BufferError:
            producer.poll(0.1)
    producer.poll(0)
left = producer.flush(60)
if left or failed:
    sys.exit("%d records were not delivered; %s" % (left + len(failed), failed[:1]))
