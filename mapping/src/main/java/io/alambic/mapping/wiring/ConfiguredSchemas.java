package io.alambic.mapping.wiring;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.Secret;
import io.alambic.core.settings.SettingsCheck;
import io.alambic.mapping.SchemaSettings;
import io.alambic.mapping.schema.RegistryCredentials;
import io.alambic.mapping.schema.RegistryKind;
import io.alambic.mapping.schema.RegistrySettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes what says where schemas are from its configuration. */
record ConfiguredSchemas(MappingConfig config, Path folder) {

    /**
     * Returns the settings.
     *
     * @throws InvalidSettingException with one line for each invalid setting
     */
    SchemaSettings settings() {
        Optional<URI> url = config.registry().url();
        return new SchemaSettings(
                config.schema().map(folder::resolve),
                config.message().map(String::strip).filter(name -> !name.isEmpty()),
                url.map(this::registry));
    }

    private RegistrySettings registry(URI url) {
        MappingConfig.Registry registry = config.registry();
        SettingsCheck check = new SettingsCheck("alambic.mapping.registry");
        Supplier<RegistryKind> kind = check.about("kind", () -> RegistryKind.of(registry.kind(), url));
        Supplier<Boolean> global =
                check.about("ids", () -> isGlobal(registry.ids().strip(), kind.get()));
        Supplier<Secret> password = check.about(
                "password",
                () -> new Secret(registry.password(), registry.passwordFile().map(folder::resolve)));
        Supplier<Secret> token = check.about(
                "token", () -> new Secret(registry.token(), registry.tokenFile().map(folder::resolve)));
        Supplier<RegistryCredentials> credentials =
                check.about("user", () -> new RegistryCredentials(registry.user(), password.get(), token.get()));
        Supplier<RegistrySettings> settings = check.about(
                "url",
                () -> new RegistrySettings(
                        url, kind.get(), global.get(), credentials.get(), registry.timeout(), registry.cache()));
        return check.require(settings);
    }

    private static boolean isGlobal(String ids, RegistryKind kind) {
        return switch (ids) {
            case "auto" -> kind == RegistryKind.APICURIO_2;
            case "global" -> true;
            case "content" -> false;
            default ->
                throw new IllegalArgumentException(
                        "expected one of auto, global and content, but got '%s'".formatted(ids));
        };
    }
}
