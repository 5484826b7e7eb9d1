"""What a release is made of."""

from tools import sbom


def test_every_package_of_the_layers_is_told_with_its_version_and_hashes() -> None:
    made = sbom.document()
    assert [found["purl"] for found in made["components"]] == [
        "pkg:pypi/ask-sdk-core@1.19.0",
        "pkg:pypi/ask-sdk-model@1.82.0",
        "pkg:pypi/ask-sdk-runtime@1.19.0",
        "pkg:pypi/python-dateutil@2.9.0.post0",
        "pkg:pypi/six@1.17.0",
        "pkg:pypi/crhelper@2.0.12",
    ]
    assert all(len(found["externalReferences"][0]["hashes"]) >= 1 for found in made["components"])
    assert made["dependencies"] == [{"ref": "sagebuild", "dependsOn": [found["bom-ref"] for found in made["components"]]}]


def test_the_same_sources_make_the_same_document() -> None:
    assert sbom.document() == sbom.document()


def test_a_requirement_has_the_hashes_of_its_own_lines() -> None:
    text = (
        "# why\na==1 \\\n    --hash=sha256:"
        + "0" * 64
        + " \\\n    --hash=sha256:"
        + "1" * 64
        + "\nb==2 \\\n    --hash=sha256:"
        + "2" * 64
        + "\n"
    )
    assert sbom.packages(text) == [("a", "1", ["0" * 64, "1" * 64]), ("b", "2", ["2" * 64])]
