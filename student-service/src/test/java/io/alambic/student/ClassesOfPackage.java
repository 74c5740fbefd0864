package io.alambic.student;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/**
 * Each top-level class of a package as a slice of its own.
 *
 * @param name of the package, without the packages below it
 */
record ClassesOfPackage(String name) implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
        return javaClass.getPackageName().equals(name)
                ? SliceIdentifier.of(outermost(javaClass).getSimpleName())
                : SliceIdentifier.ignore();
    }

    private static JavaClass outermost(JavaClass javaClass) {
        return javaClass.getEnclosingClass().map(ClassesOfPackage::outermost).orElse(javaClass);
    }

    @Override
    public String getDescription() {
        return "classes of " + name;
    }
}
