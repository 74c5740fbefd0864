package io.alambic.cli.file;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A service that a file describes: the only one of its role, or one of several, each of which has settings of its own under a profile,
 * {@code "%PROFILE"}.
 *
 * @param role what it does
 * @param profile under which it has settings of its own; empty for the only one
 */
public record DescribedService(Role role, Optional<String> profile) {

    /** Returns its name, which no other service of the file has: of files and folders too. */
    public String id() {
        return profile.map(name -> "%s-%s".formatted(role.word(), name))
                .orElse(role == Role.MERGE ? role.word() : role.module());
    }

    /** Returns what to call it in a sentence. */
    public String title() {
        return profile.map(name -> "%s %s".formatted(role.word(), name))
                .orElse(role == Role.MERGE ? "merge" : role.word() + " service");
    }

    /** Returns settings that keep it apart from others of its role, where the file has none. */
    Map<String, String> ownSettings() {
        return profile.map(role::ownSettings).orElse(Map.of());
    }

    /** Returns the arguments of its process, with further ones. */
    List<String> arguments(List<String> further) {
        return Stream.concat(role.arguments().stream(), further.stream()).toList();
    }
}
