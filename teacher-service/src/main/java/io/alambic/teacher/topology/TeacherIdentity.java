package io.alambic.teacher.topology;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What sets a teacher apart from others that answer the same samples.
 *
 * @param name that knowledge has for it; unless set, that of its model
 * @param classes that a label may be of, where teachers of different classes answer together; unless set, those of its model
 */
public record TeacherIdentity(Optional<String> name, OptionalInt classes) {

    /** A teacher alone. */
    public static final TeacherIdentity OF_MODEL = new TeacherIdentity(Optional.empty(), OptionalInt.empty());
}
