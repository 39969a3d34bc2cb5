using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Architecture;

/// <summary>Sizes and habits that reviews should not have to speak of.</summary>
public sealed class ShapeTests
{
    private const int FileLines = 600;
    private const int MethodLines = 80;

    private static readonly string[] NamesThatSayNothing = ["Common", "Helpers", "Utils", "Managers", "Models", "Interfaces"];

    [Test]
    public void Files_are_short() => AssertNone(
        from source in SourceFile.All
        let lines = source.Root.GetText().Lines.Count
        where lines > FileLines
        select $"{source.Path}: {lines} lines");

    [Test]
    public void Methods_are_short() => AssertNone(
        from source in SourceFile.All
        from method in source.Root.DescendantNodes()
        where method is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
        where !IsTable(method)
        let span = method.GetLocation().GetLineSpan()
        let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
        where lines > MethodLines
        select $"{source.At(method)}: {lines} lines");

    [Test]
    public void No_regions() => AssertNone(
        from source in SourceFile.All
        from trivia in source.Root.DescendantTrivia()
        where trivia.IsKind(SyntaxKind.RegionDirectiveTrivia)
        select source.Path);

    [Test]
    public void No_async_void() => AssertNone(
        from source in SourceFile.All
        from node in source.Root.DescendantNodes()
        let parts = node switch
        {
            MethodDeclarationSyntax method => (method.Modifiers, Returns: method.ReturnType),
            LocalFunctionStatementSyntax function => (function.Modifiers, Returns: function.ReturnType),
            _ => default,
        }
        where parts.Returns is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
            && parts.Modifiers.Any(SyntaxKind.AsyncKeyword)
        select source.At(node));

    /// <remarks>A block that says why nothing is to be done is not an empty one.</remarks>
    [Test]
    public void No_empty_catch() => AssertNone(
        from source in SourceFile.All
        from clause in source.Root.DescendantNodes().OfType<CatchClauseSyntax>()
        where clause.Block.Statements.Count == 0
            && !clause.Block.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia))
        select source.At(clause));

    [Test]
    public void Folders_say_what_they_hold() => AssertNone(
        from source in SourceFile.All
        where source.Folder.Split('/').Intersect(NamesThatSayNothing, StringComparer.OrdinalIgnoreCase).Any()
        select source.Path);

    /// <remarks><c>TaskOfT.cs</c> holds <c>Task&lt;T&gt;</c>; a family of delegates may share a file.</remarks>
    [Test]
    public void One_public_type_a_file_and_named_by_it() => AssertNone(
        from source in SourceFile.All
        let names = PublicTypes(source).Distinct(StringComparer.Ordinal).ToList()
        let file = Path.GetFileName(source.Path).Split('.')[0]
        let stem = file.EndsWith("OfT", StringComparison.Ordinal) ? file[..^"OfT".Length] : file
        where names.Count > 1 || names.Count == 1 && names[0] != stem
        select $"{source.Path}: {string.Join(", ", names)}");

    private static IEnumerable<string> PublicTypes(SourceFile source) =>
        from member in source.Root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
        where member.Modifiers.Any(SyntaxKind.PublicKeyword)
        where member is BaseTypeDeclarationSyntax
        select ((BaseTypeDeclarationSyntax)member).Identifier.Text;

    // A state table or a list of cases is as long as the standard's own table.
    private static bool IsTable(SyntaxNode method) => method switch
    {
        BaseMethodDeclarationSyntax { ExpressionBody.Expression: SwitchExpressionSyntax or CollectionExpressionSyntax } => true,
        BaseMethodDeclarationSyntax { Body.Statements: [ReturnStatementSyntax { Expression: SwitchExpressionSyntax or CollectionExpressionSyntax }] } => true,
        _ => false,
    };

    private static void AssertNone(IEnumerable<string> faults) => Assert.That(faults, Is.Empty);
}
