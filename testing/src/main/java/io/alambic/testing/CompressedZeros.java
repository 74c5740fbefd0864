package io.alambic.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.ByteUtils;
import org.apache.kafka.common.utils.Crc32C;

/**
 * A record that is tiny on the wire and large in memory: so many zeros, compressed with zstd. Kafka's producer would hold them in
 * memory, so the request is written byte by byte.
 */
public final class CompressedZeros {

    private static final short PRODUCE_VERSION = 9;
    private static final int BATCH_HEADER = 61;
    private static final int CRC_AT = 17;
    private static final int CHUNK = 1 << 20;

    private CompressedZeros() {}

    /** Sends the record to a broker that leads the partition. */
    public static void send(String broker, String topic, int partition, int bytes) throws IOException {
        MemoryRecords records = MemoryRecords.readableRecords(batch(bytes));
        ProduceRequestData request = new ProduceRequestData()
                .setAcks((short) -1)
                .setTimeoutMs(30_000)
                .setTopicData(new TopicProduceDataCollection(List.of(new TopicProduceData()
                                .setName(topic)
                                .setPartitionData(List.of(new PartitionProduceData()
                                        .setIndex(partition)
                                        .setRecords(records))))
                        .iterator()));
        RequestHeader header = new RequestHeader(ApiKeys.PRODUCE, PRODUCE_VERSION, "zeros", 1);
        ByteBuffer message = RequestUtils.serialize(header.data(), header.headerVersion(), request, PRODUCE_VERSION);
        int colon = broker.lastIndexOf(':');
        try (Socket socket = new Socket(broker.substring(0, colon), Integer.parseInt(broker.substring(colon + 1)))) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(message.remaining());
            out.write(message.array(), message.arrayOffset() + message.position(), message.remaining());
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readNBytes(in.readInt());
        }
    }

    private static ByteBuffer batch(int zeros) throws IOException {
        ByteBufferOutputStream body = new ByteBufferOutputStream(CHUNK);
        int size = 3 + ByteUtils.sizeOfVarint(-1) + ByteUtils.sizeOfVarint(zeros) + zeros + ByteUtils.sizeOfVarint(0);
        try (DataOutputStream out =
                new DataOutputStream(Compression.zstd().build().wrapForOutput(body, RecordBatch.MAGIC_VALUE_V2))) {
            ByteUtils.writeVarint(size, out);
            out.write(new byte[3]);
            ByteUtils.writeVarint(-1, out);
            ByteUtils.writeVarint(zeros, out);
            byte[] chunk = new byte[CHUNK];
            for (int left = zeros; left > 0; left -= CHUNK) {
                out.write(chunk, 0, Math.min(left, CHUNK));
            }
            ByteUtils.writeVarint(0, out);
        }
        ByteBuffer compressed = body.buffer().flip();
        ByteBuffer batch = ByteBuffer.allocate(BATCH_HEADER + compressed.remaining());
        long now = System.currentTimeMillis();
        batch.putLong(0)
                .putInt(batch.capacity() - Long.BYTES - Integer.BYTES)
                .putInt(-1)
                .put(RecordBatch.MAGIC_VALUE_V2)
                .putInt(0)
                .putShort((short) CompressionType.ZSTD.id)
                .putInt(0)
                .putLong(now)
                .putLong(now)
                .putLong(-1)
                .putShort((short) -1)
                .putInt(-1)
                .putInt(1)
                .put(compressed)
                .flip();
        int checked = CRC_AT + Integer.BYTES;
        batch.putInt(CRC_AT, (int) Crc32C.compute(batch, checked, batch.limit() - checked));
        return batch;
    }
}
