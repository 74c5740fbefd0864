package io.alambic.mapping.schema;

import java.net.URI;
import java.util.Locale;

/** The interfaces of registries. */
public enum RegistryKind {
    /** Confluent's, which others speak too. */
    CONFLUENT,
    /** Apicurio's, version 2. */
    APICURIO_2,
    /** Apicurio's, version 3. */
    APICURIO_3;

    private static final String PATH_OF_2 = "/apis/registry/v2";
    private static final String PATH_OF_3 = "/apis/registry/v3";

    /**
     * Returns the interface of a registry.
     *
     * @param name {@code confluent}, {@code apicurio}, or {@code auto}, by the path of the address
     * @throws IllegalArgumentException if there is none of this name
     */
    public static RegistryKind of(String name, URI url) {
        String path = String.valueOf(url.getPath());
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "auto" -> path.contains(PATH_OF_2) ? APICURIO_2 : path.contains(PATH_OF_3) ? APICURIO_3 : CONFLUENT;
            case "confluent" -> CONFLUENT;
            case "apicurio" -> path.contains(PATH_OF_2) ? APICURIO_2 : APICURIO_3;
            default ->
                throw new IllegalArgumentException(
                        "expected one of auto, confluent and apicurio, but got '%s'".formatted(name));
        };
    }

    /** Returns the address below which the interface lies. */
    String base(URI url) {
        String text = url.toString().replaceAll("/+$", "");
        boolean isBare = String.valueOf(url.getPath()).replace("/", "").isEmpty();
        return this == APICURIO_3 && isBare ? text + PATH_OF_3 : text;
    }
}
