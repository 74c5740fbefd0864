package io.alambic.teacher.privacy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.core.privacy.PrivacyAccount;
import io.alambic.v1.PrivacySpending;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Keeps an account in a store, in the transaction of the answers that it counts. */
final class AccountStore {

    static final String STORE = "privacy";

    private static final String KEY = "account";

    private final KeyValueStore<String, byte[]> store;

    AccountStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> storeBuilder() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withCachingEnabled();
    }

    /** Returns the account as it was kept; without one, that of nothing spent. */
    PrivacyAccount read() {
        byte[] stored = store.get(KEY);
        if (stored == null) {
            return new PrivacyAccount(List.of());
        }
        try {
            return new PrivacyAccount(PrivacySpending.parseFrom(stored).getEntriesList().stream()
                    .map(entry -> new PrivacyAccount.Entry(
                            entry.getSigmaThreshold(),
                            entry.getSigmaAnswer(),
                            entry.getQuestions(),
                            entry.getAnswers()))
                    .toList());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "the store of spent privacy holds what is no account: " + e.getMessage(), e);
        }
    }

    void keep(PrivacyAccount account) {
        PrivacySpending.Builder spending = PrivacySpending.newBuilder();
        account.entries().forEach(entry -> spending.addEntriesBuilder()
                .setSigmaThreshold(entry.sigmaThreshold())
                .setSigmaAnswer(entry.sigmaAnswer())
                .setQuestions(entry.questions())
                .setAnswers(entry.answers()));
        store.put(KEY, spending.build().toByteArray());
    }
}
