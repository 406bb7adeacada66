#!/usr/bin/env python3
"""Prints an OpenAPI document of one kind whose types hold each other many times over: written out, it would have no end."""
import json

names = [f"org.example.T{i}" for i in range(60)]
schemas = {name: {"type": "object", "properties": {side: {"$ref": "#/definitions/" + names[(i + 1) % 60]} for side in "abc"}}
           for i, name in enumerate(names)}
post = {"x-kubernetes-group-version-kind": {"group": "deep.example.org", "version": "v1", "kind": "Deep"},
        "parameters": [{"in": "body", "name": "body", "schema": {"$ref": "#/definitions/" + names[0]}}]}
print(json.dumps({"swagger": "2.0", "info": {}, "paths": {"/apis/deep.example.org/v1/deeps": {"post": post}}, "definitions": schemas}))
