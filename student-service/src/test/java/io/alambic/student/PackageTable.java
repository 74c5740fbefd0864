package io.alambic.student;

import com.tngtech.archunit.library.Architectures;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says which packages may use which: each only such as were added before it, so that there is no cycle. */
final class PackageTable {

    private static final String ROOT = "root";

    private final String root;
    private final List<String> added = new ArrayList<>();
    private Architectures.LayeredArchitecture architecture;

    PackageTable(String root) {
        this.root = root;
        architecture = Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(root + "..")
                .ensureAllClassesAreContainedInArchitecture();
    }

    /** Adds a package. */
    PackageTable add(String name, String... uses) {
        return add(name, root + "." + name, Set.of(uses));
    }

    /** Adds the root package itself, without the packages below it. */
    PackageTable addRoot(String... uses) {
        return add(ROOT, root, Set.of(uses));
    }

    /** Adds a package that may use all packages added so far. */
    PackageTable addAboveAll(String name) {
        return add(name, root + "." + name, new TreeSet<>(added));
    }

    private PackageTable add(String name, String packages, Set<String> uses) {
        if (!added.containsAll(uses)) {
            throw new IllegalArgumentException("%s may use only %s, but not all of %s".formatted(name, added, uses));
        }
        architecture = architecture.layer(name).definedBy(packages);
        architecture = uses.isEmpty()
                ? architecture.whereLayer(name).mayNotAccessAnyLayer()
                : architecture.whereLayer(name).mayOnlyAccessLayers(uses.toArray(String[]::new));
        added.add(name);
        return this;
    }

    Architectures.LayeredArchitecture rule() {
        return architecture;
    }
}
