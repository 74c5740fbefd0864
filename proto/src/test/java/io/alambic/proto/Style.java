package io.alambic.proto;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of the Protocol Buffers style guide, as buf's category STANDARD has them. */
final class Style {

    /** The public specification names it so. */
    private static final Set<String> PACKAGES_WITHOUT_VERSION = Set.of("inference");

    /** Triton's public contract has it so. */
    private static final Set<String> CALLS_OF_OTHERS = Set.of("inference.GRPCInferenceService.ModelStreamInfer");

    /** Triton's public contract has it so. */
    private static final Set<String> ENUMS_OF_OTHERS = Set.of("inference.DataType");

    private static final Pattern PASCAL = Pattern.compile("[A-Z][A-Za-z0-9]*");
    private static final Pattern SNAKE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
    private static final Pattern UPPER_SNAKE = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");
    private static final Pattern PACKAGE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");
    private static final Pattern VERSION = Pattern.compile(".*\\.v[1-9][0-9]*((alpha|beta)[1-9][0-9]*)?");
    private static final Pattern WORD_END = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    private final List<String> violations = new ArrayList<>();
    private final Set<String> requestsAndResponses = new HashSet<>();

    private Style() {}

    /** One sentence for each rule that a file breaks. */
    static List<String> violations(FileDescriptorSet set) {
        Style style = new Style();
        Contracts contracts = Contracts.of(set);
        contracts.files().values().forEach(style::checkFile);
        contracts.messages().forEach(style::checkMessage);
        contracts.enums().forEach(style::checkEnum);
        contracts.services().forEach(style::checkService);
        return style.violations;
    }

    private void checkFile(FileDescriptorProto file) {
        String name = file.getName();
        String folder = name.substring(0, Math.max(0, name.lastIndexOf('/')));
        String base = name.substring(name.lastIndexOf('/') + 1).replaceFirst("\\.proto$", "");
        require(SNAKE, base, name, "file name must be lower_snake_case");
        require(PACKAGE, file.getPackage(), name, "package must be lower_snake.case");
        require(folder.equals(file.getPackage().replace('.', '/')), name, "folder must follow the package");
        require(file.getSyntax().equals("proto3"), name, "syntax must be proto3");
        require(file.getOptions().getJavaMultipleFiles(), name, "option java_multiple_files must be set");
        require(
                file.getOptions().getJavaPackage().equals("io.alambic." + javaSuffix(file)),
                name,
                "option java_package must follow the package");
        require(file.getPublicDependencyCount() == 0, name, "must import nothing publicly");
        if (!PACKAGES_WITHOUT_VERSION.contains(file.getPackage())) {
            require(VERSION, file.getPackage(), name, "package must end in a version");
        }
    }

    private static String javaSuffix(FileDescriptorProto file) {
        return file.getPackage().replaceFirst("^alambic\\.", "");
    }

    private void checkMessage(String name, DescriptorProto message) {
        if (message.getOptions().getMapEntry()) {
            return;
        }
        require(PASCAL, message.getName(), name, "message name must be PascalCase");
        for (FieldDescriptorProto field : message.getFieldList()) {
            require(SNAKE, field.getName(), name + "." + field.getName(), "field name must be lower_snake_case");
            require(
                    field.getLabel() != Label.LABEL_REQUIRED,
                    name + "." + field.getName(),
                    "field must not be required");
        }
        for (OneofDescriptorProto oneof : message.getOneofDeclList()) {
            String plain = oneof.getName().replaceFirst("^_", "");
            require(SNAKE, plain, name + "." + oneof.getName(), "oneof name must be lower_snake_case");
        }
    }

    private void checkEnum(String name, EnumDescriptorProto type) {
        if (ENUMS_OF_OTHERS.contains(name)) {
            return;
        }
        require(PASCAL, type.getName(), name, "enum name must be PascalCase");
        require(!type.getOptions().getAllowAlias(), name, "enum must not allow aliases");
        String prefix = String.join("_", WORD_END.split(type.getName())).toUpperCase(Locale.ROOT) + "_";
        for (EnumValueDescriptorProto value : type.getValueList()) {
            String valueName = name + "." + value.getName();
            require(UPPER_SNAKE, value.getName(), valueName, "enum value must be UPPER_SNAKE_CASE");
            require(value.getName().startsWith(prefix), valueName, "enum value must start with " + prefix);
            require(
                    (value.getNumber() == 0) == value.getName().endsWith("_UNSPECIFIED"),
                    valueName,
                    "enum value 0, and no other, must end in _UNSPECIFIED");
        }
    }

    private void checkService(String name, ServiceDescriptorProto service) {
        require(PASCAL, service.getName(), name, "service name must be PascalCase");
        require(service.getName().endsWith("Service"), name, "service name must end in Service");
        for (MethodDescriptorProto method : service.getMethodList()) {
            String methodName = name + "." + method.getName();
            require(PASCAL, method.getName(), methodName, "rpc name must be PascalCase");
            checkOwnType(method.getInputType(), method.getName() + "Request", methodName);
            checkOwnType(method.getOutputType(), method.getName() + "Response", methodName);
        }
    }

    private void checkOwnType(String type, String expected, String method) {
        if (CALLS_OF_OTHERS.contains(method)) {
            return;
        }
        require(type.endsWith("." + expected), method, "rpc must use a message named " + expected);
        require(requestsAndResponses.add(type), method, "rpc must share no message with another: " + type);
    }

    private void require(Pattern pattern, String text, String place, String rule) {
        require(pattern.matcher(text).matches(), place, rule);
    }

    private void require(boolean holds, String place, String rule) {
        if (!holds) {
            violations.add(place + ": " + rule);
        }
    }
}
