package io.alambic.mapping.value;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What several expressions of one mapping use, such as a tokenizer: made once. Used by one thread, while the mapping is made. */
public final class SharedParts {

    private final Path folder;
    private final Map<Object, Object> parts = new HashMap<>();

    /**
     * No parts yet.
     *
     * @param folder from which the paths in expressions start
     */
    public SharedParts(Path folder) {
        this.folder = folder;
    }

    /** Returns a file that an expression names. */
    public Path file(String path) {
        return folder.resolve(path);
    }

    /** Returns the part of a key, which is made if there is none. A key always stands for parts of one class. */
    @SuppressWarnings("unchecked")
    public <T> T get(Object key, Supplier<T> made) {
        return (T) parts.computeIfAbsent(key, missing -> made.get());
    }
}
