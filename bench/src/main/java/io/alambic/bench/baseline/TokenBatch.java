package io.alambic.bench.baseline;

import io.alambic.core.bucket.Buckets;
import io.alambic.datasets.text.TokenizedTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Texts of one pass, in memory.
 *
 * @param ids their tokens, [texts, length], row by row; 0 is padding
 * @param texts number of rows
 * @param length to which each is padded
 */
record TokenBatch(long[] ids, int texts, int length) {

    private static final String LETTER = "T";

    /** Returns texts that follow each other, padded to the bucket of the longest. */
    static TokenBatch of(TokenizedTexts all, Buckets buckets, int from, int count) {
        List<Integer> rows = new ArrayList<>();
        int length = 0;
        for (int i = from; i < from + count; i++) {
            rows.add(i);
            length = Math.max(length, buckets.bucket(LETTER, all.length(i)));
        }
        return padded(all, rows, length);
    }

    /** Returns texts that follow each other, those of each bucket together. */
    static List<TokenBatch> inBuckets(TokenizedTexts all, Buckets buckets, int from, int count) {
        Map<Integer, List<Integer>> rows = new TreeMap<>();
        for (int i = from; i < from + count; i++) {
            rows.computeIfAbsent(buckets.bucket(LETTER, all.length(i)), bucket -> new ArrayList<>())
                    .add(i);
        }
        return rows.entrySet().stream()
                .map(bucket -> padded(all, bucket.getValue(), bucket.getKey()))
                .toList();
    }

    private static TokenBatch padded(TokenizedTexts all, List<Integer> rows, int length) {
        long[] ids = new long[rows.size() * length];
        for (int row = 0; row < rows.size(); row++) {
            long[] tokens = all.tokens(rows.get(row));
            System.arraycopy(tokens, 0, ids, row * length, tokens.length);
        }
        return new TokenBatch(ids, rows.size(), length);
    }
}
