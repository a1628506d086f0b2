"""Holds manifests against the schemas of what takes them: every field must be known, and have a value that fits.

Prints, for each container, what the manifest says to the program, as a line of JSON.
"""

import json
import sys

import kubernetes_validate
import yaml
from cloudcoil.models.knative_serving.serving import v1 as knative

# The oldest has `preStop.sleep`; the other is the newest here.
VERSIONS = ["1.30", "1.37"]


def check(document):
    if document["apiVersion"] == "serving.knative.dev/v1":
        # The model drops what it does not know, so nothing may be missing afterwards.
        read = knative.Service.model_validate(document)
        again = read.model_dump(mode="json", by_alias=True, exclude_unset=True)
        if again != document:
            raise ValueError(f"Knative does not know all of it; it reads {again}")
        return
    for version in VERSIONS:
        kubernetes_validate.validate(document, version, strict=True)


def containers(document):
    pod = document.get("spec", {}).get("template", {}).get("spec", {})
    for container in pod.get("containers", []):
        yield {
            "variables": {variable["name"]: variable["value"] for variable in container["env"]},
            "port": container["ports"][0]["containerPort"],
            "probed": container["readinessProbe"]["httpGet"]["path"],
        }


for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        for document in yaml.safe_load_all(file):
            try:
                check(document)
            except Exception as error:
                sys.exit(f"{path}: {error}")
            for container in containers(document):
                print(json.dumps(container))
