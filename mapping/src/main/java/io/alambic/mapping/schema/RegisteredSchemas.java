package io.alambic.mapping.schema;

import io.alambic.mapping.SourceRecord;
import java.io.IOException;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The schemas of a registry, by the id that stands in each record. Thread safe.
 *
 * @param <S> a schema
 */
public final class RegisteredSchemas<S> implements WriterSchemas<S> {

    private final RegistrySettings settings;
    private final KeptSchemas<S> schemas;

    private RegisteredSchemas(RegistrySettings settings, KeptSchemas<S> schemas) {
        this.settings = settings;
        this.schemas = schemas;
    }

    /**
     * Returns the schemas of a registry, which is asked when the first record names one.
     *
     * @param nanoClock monotonic time in nanoseconds
     */
    public static <S> RegisteredSchemas<S> of(
            RegistrySettings settings, SchemaParser<S> parser, LongSupplier nanoClock) {
        Registry registry = new Registry(settings, new RegistryCalls(settings, nanoClock));
        return new RegisteredSchemas<>(
                settings,
                new KeptSchemas<>(settings.cached(), id -> parsed(id, registry.schema(id), parser), nanoClock));
    }

    private static <S> S parsed(SchemaId id, SchemaText text, SchemaParser<S> parser) throws IOException {
        try {
            text.requireDepth();
            return parser.parse(text);
        } catch (IOException e) {
            throw new IOException("the schema of %s cannot be read: %s".formatted(id, e.getMessage()), e);
        }
    }

    @Override
    public Set<String> headers() {
        return FramedId.headers(settings.kind());
    }

    @Override
    public boolean mayWait(SourceRecord record) {
        try {
            return !schemas.has(framed(record).id());
        } catch (IOException e) {
            return false; // it is refused at once
        }
    }

    private FramedId framed(SourceRecord record) throws IOException {
        return settings.kind() == RegistryKind.CONFLUENT
                ? FramedId.confluent(record)
                : FramedId.apicurio(record, settings.globalIds());
    }

    @Override
    public WrittenWith<S> of(SourceRecord record) throws IOException {
        FramedId framed = framed(record);
        return new WrittenWith<>(schemas.get(framed.id()), framed.framing(), framed.from(), framed.behindId());
    }
}
