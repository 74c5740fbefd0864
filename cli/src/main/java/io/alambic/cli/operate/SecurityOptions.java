package io.alambic.cli.operate;

import io.alambic.client.Security;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Options that protect the connection to a student. */
public final class SecurityOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--tls",
            scope = ScopeType.INHERIT,
            description =
                    "The student's port is encrypted; its certificate comes from an authority that the JVM trusts.")
    private boolean encrypted;

    @Option(
            names = "--authorities",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The same, but from one of these authorities (PEM).")
    private Path authorities;

    @Option(
            names = "--certificates",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "By which the student knows who calls (PEM); with --private-key.")
    private Path certificates;

    @Option(
            names = "--private-key",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Key of --certificates (PKCS #8 in PEM, not encrypted).")
    private Path privateKey;

    /**
     * Returns the security that the options ask for.
     *
     * @throws ParameterException if options are missing
     */
    public Security security() {
        if ((certificates == null) != (privateKey == null)) {
            throw new ParameterException(
                    spec.commandLine(), "--certificates and --private-key belong together, and one is missing");
        }
        boolean any = encrypted || authorities != null || certificates != null;
        return any
                ? new Security(
                        true,
                        Optional.ofNullable(authorities),
                        Optional.ofNullable(certificates).map(file -> new Security.Identity(file, privateKey)))
                : Security.PLAIN_TEXT;
    }
}
